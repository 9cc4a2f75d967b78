"""What a release offers to be downloaded: tables as CSV, JSON and Parquet, the citation, and pictures as a zip.

``release_files`` lists the files. ``board``, ``levels`` and ``verdicts`` say what stands in a table, ``csv_file``,
``json_file`` and ``parquet_file`` write any table, ``kept`` keeps what was written.
"""
