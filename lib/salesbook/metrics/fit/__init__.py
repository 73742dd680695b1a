"""Models of buying: pure functions of arrays. No table, no language; every length of time is in days and says so."""
