"""READ over HTTP: the facade's verbs as an API, a SPARQL endpoint and pages."""
