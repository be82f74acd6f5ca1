@rem The scripts in package.json use the shell's exec, so that signals reach Node. cmd has none: run what follows.
@%*
