"""How the network was made: corpora → weights. Never imported by the package."""
