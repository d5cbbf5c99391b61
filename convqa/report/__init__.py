"""What a run hands out: records, tables, the HTML report and the terminal summary.

- `records`: the JSON record of an assessment, there and back (`docs/assessment.md`); `schema` describes it.
- `writers`: what all output files share: they appear under their name only when whole; `json_lines`: records.
- `tables`: CSV and Parquet, a row per conversation and agent; `workbook`: the same as XLSX.
- `html`: one self-contained page; `overview` counts, `page` lays out a conversation (`views`), `texts` words it.
- `console`: the table at the end of a run.

Nothing here judges: it shows what `Assessment` holds, never how long a conversation took, and
never one agent beside another.
"""
