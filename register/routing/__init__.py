"""The parts of routing: names, areas, known buyers. `register.route` puts them together."""
