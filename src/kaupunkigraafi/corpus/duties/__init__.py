"""Text → Duty: where a statute obliges a public body to act, and which kind of body that is."""
