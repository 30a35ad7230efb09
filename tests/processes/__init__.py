"""Rules of the submodels, by hand; one file per submodel."""
