"""The shipped rule files: data only, one YAML file per topic."""
