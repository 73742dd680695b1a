"""A slow query must leave nothing of its own in a report."""

import salesbook as sb


def test_the_engine_shows_no_progress_bar():
    # in a notebook it would be a widget, and in the report a line of code
    con = sb.open(sb.DEMO).orders.get_backend()
    assert con.raw_sql("SELECT current_setting('enable_progress_bar')").fetchone() == (False,)
