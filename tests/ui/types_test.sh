#!/bin/sh
# The scripts of the pages are sound TypeScript.
exec node node_modules/typescript/bin/tsc --project ui
