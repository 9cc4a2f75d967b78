"""Every writer of files: a release's tables as CSV, JSON and Parquet, its citation, and pictures as a zip.

``release_files`` lists the files of a release. ``board``, ``levels``, ``verdicts`` and ``compare`` define the tables;
``csv_file``, ``json_file`` and ``parquet_file`` write any table; ``stored_file`` writes a file once and stores it.
"""
