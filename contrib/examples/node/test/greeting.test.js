'use strict';
const assert = require('node:assert');
const test = require('node:test');
const { greeting } = require('../greeting');

test('a name is written as text', () => {
  assert.strictEqual(greeting('Hello, {name}!', '<Ann>', 0), 'Hello, &lt;Ann&gt;!');
});

test('the time is told in words', () => {
  assert.strictEqual(greeting('{uptime}', '', 120000), '2 minutes');
});
