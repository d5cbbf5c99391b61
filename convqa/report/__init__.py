"""What a run hands out: records, tables, the HTML report and the terminal summary.

- `records`: the JSON record of an assessment, there and back (`docs/assessment.md`); `schema` describes it.
- `writers`: what all output files share: they appear under their name only when whole.
- `tables`: CSV, XLSX and Parquet, a row per conversation and agent.
- `results`: Parquet parted by day, a row an assessment with its record, for large runs; there and back.
- `html`: one self-contained page; `overview` counts, `views` lays out a conversation, `texts` words it.
- `console`: the table at the end of a run.

Nothing here judges: it shows what `Assessment` holds, never how long a conversation took, and
never one agent beside another.
"""
