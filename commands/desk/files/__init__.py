"""Requests as files: tables to take away and to bring, and calendars."""
