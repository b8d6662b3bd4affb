'use strict';
const escapeHtml = require('escape-html');
const ms = require('ms');

/** The page for somebody, after so many milliseconds. */
function greeting(page, name, uptime) {
  const values = { name: escapeHtml(name), uptime: ms(uptime, { long: true }) };
  return page.replace(/\{(name|uptime)\}/g, (_, key) => values[key]);
}

module.exports = { greeting };
