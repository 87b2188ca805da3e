"""READ for assistants: the verbs as tools of the Model Context Protocol, with citations."""
