"""Planning the next study: power by simulation, schedules drawn by lot, plans sealed beforehand."""
