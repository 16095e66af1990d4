"""Files and folders as texts: read all of them, or replace all of them as one act. No matter what they say.

What is guaranteed for folders:

- A writer that is killed at any moment leaves the whole old folder or the whole new one. It first lays the new texts
  down beside the old: each as a temporary file, and all together as one hidden file. To give the hidden file its name
  is the act; from then on readers take the texts from there. Then the temporary files take the places of the parts,
  the parts that are no longer wanted are deleted, and last the hidden file.
- A reader gets one whole folder, never a mixture, whatever writers do meanwhile. Every replacement renews the main
  file before any other part; the reader keeps the one it began with open, so that no other file can get its identity,
  and begins again when another stands in its place at the end, or the hidden file.
- Writers wait for each other, and a replacement that is still going on is not reported as an interrupted one, where
  folders can be locked: not on Windows, and not on every network drive.
- A writer holds the folder open and stays in it: a link that takes its place, or that of a folder inside, leads
  nowhere. That needs handles of folders, which Windows does not have.

Other programs that change single files meanwhile are not covered.
"""
