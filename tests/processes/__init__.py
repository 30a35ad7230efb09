"""Rules of the submodels, by hand; a file of tests has the name of the module that it tests."""
