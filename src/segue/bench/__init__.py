"""The pilot measured on other people's tests: what `segue pilot bench` runs.

A suite is a set of cases from a data folder; a planner of your own can stand in for Segue's.
"""
