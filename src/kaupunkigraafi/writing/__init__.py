"""The WRITE river's steps: what is read → the next generation of a folder."""
