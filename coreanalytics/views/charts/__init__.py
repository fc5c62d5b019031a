"""Pictures of results, in Altair: one generic `drawing.draw`, one module a kind of result."""
