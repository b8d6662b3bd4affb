// Writes dist/page.html: the page on one line.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const source = fs.readFileSync(path.join(__dirname, 'src', 'page.html'), 'utf8');
fs.mkdirSync(path.join(__dirname, 'dist'), { recursive: true });
fs.writeFileSync(path.join(__dirname, 'dist', 'page.html'), source.replace(/\n\s*/g, '') + '\n');
