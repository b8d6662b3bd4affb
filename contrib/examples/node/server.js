'use strict';
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { greeting } = require('./greeting');

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 8080);
const page = fs.readFileSync(path.join(__dirname, 'dist', 'page.html'), 'utf8');
const begun = Date.now();

function answer(request, response) {
  const url = new URL(request.url, `http://${host}`);
  if (url.pathname === '/healthz') return response.end('ok\n');
  if (url.pathname !== '/') {
    response.statusCode = 404;
    return response.end('not found\n');
  }
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  return response.end(greeting(page, url.searchParams.get('name') || 'world', Date.now() - begun));
}

http.createServer(answer).listen(port, host, () => console.log(`listening on ${host}:${port}`));
