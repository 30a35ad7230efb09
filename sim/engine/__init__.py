"""Compiling, digests of the code, random numbers, lists of marked rows; knows no sector."""
