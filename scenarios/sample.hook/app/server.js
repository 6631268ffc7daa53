'use strict';

// An integration without pages: it is told of its installation by ONAPPINSTALL, listens to new deals, and
// writes a greeting into each. Node 18 or newer, nothing else.

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const settings = {
  clientId: process.env.CLIENT_ID,
  clientSecret: process.env.CLIENT_SECRET,
  address: `${process.env.PUBLIC_URL}/events`,
  port: Number(process.env.PORT || 8080),
  file: process.env.STORE || path.join(__dirname, 'portals.json'),
};
const TOKENS = 'https://oauth.bitrix.info/oauth/token/';
const LARGEST = 1_000_000;
const MARK = 'Welcome call is planned';

// Portals by member_id: REST endpoint, application token, access and refresh token of whoever installed.
let portals = fs.existsSync(settings.file) ? JSON.parse(fs.readFileSync(settings.file, 'utf8')) : {};

function save() {
  fs.writeFileSync(`${settings.file}.new`, JSON.stringify(portals), { mode: 0o600 });
  fs.renameSync(`${settings.file}.new`, settings.file);
}

async function ask(url, fields) {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'error' });
  const found = await answer.json();
  if (found.error) {
    throw Object.assign(new Error(found.error_description || found.error), { code: found.error });
  }
  return found;
}

async function refresh(memberId) {
  const portal = portals[memberId];
  const found = await ask(TOKENS, {
    grant_type: 'refresh_token',
    client_id: settings.clientId,
    client_secret: settings.clientSecret,
    refresh_token: portal.refreshToken,
  });
  if (found.member_id !== memberId) {
    throw new Error('these tokens belong to another portal');
  }
  portals[memberId] = {
    ...portal,
    endpoint: found.client_endpoint,
    accessToken: found.access_token,
    refreshToken: found.refresh_token,
  };
  save();
}

// Calls a REST method; an access token that has expired is exchanged once.
async function call(memberId, method, fields = {}) {
  const url = `${portals[memberId].endpoint}${method}.json`;
  try {
    return (await ask(url, { ...fields, auth: portals[memberId].accessToken })).result;
  } catch (error) {
    if (error.code !== 'expired_token') {
      throw error;
    }
    await refresh(memberId);
    return (await ask(url, { ...fields, auth: portals[memberId].accessToken })).result;
  }
}

async function bind(memberId, event) {
  try {
    await call(memberId, 'event.bind', { event, handler: settings.address });
  } catch (error) {
    if (!/already bind/i.test(error.message)) {
      throw error;
    }
  }
}

// The refresh token that came with the event is exchanged at the authorisation server: only a genuine one is
// accepted there, and the answer names the portal that it belongs to.
async function installed(form) {
  const memberId = form.get('auth[member_id]');
  const before = portals[memberId];
  portals[memberId] = {
    applicationToken: form.get('auth[application_token]'),
    refreshToken: form.get('auth[refresh_token]'),
  };
  try {
    await refresh(memberId);
  } catch (error) {
    if (before) {
      portals[memberId] = before;
    } else {
      delete portals[memberId];
    }
    throw error;
  }
  await bind(memberId, 'ONAPPUNINSTALL');
  await bind(memberId, 'ONCRMDEALADD');
}

async function dealAdded(form) {
  const memberId = form.get('auth[member_id]');
  const id = form.get('data[FIELDS][ID]');
  const deal = await call(memberId, 'crm.deal.get', { id });
  const comments = deal.COMMENTS ? `${deal.COMMENTS} ${MARK}` : MARK;
  await call(memberId, 'crm.deal.update', { id, 'fields[COMMENTS]': comments });
}

async function event(form) {
  const memberId = form.get('auth[member_id]');
  const name = (form.get('event') || '').toUpperCase();
  if (name === 'ONAPPINSTALL') {
    await installed(form);
    return 200;
  }
  const portal = portals[memberId];
  if (!portal || portal.applicationToken !== form.get('auth[application_token]')) {
    return 403;
  }
  if (name === 'ONAPPUNINSTALL') {
    delete portals[memberId];
    save();
  } else if (name === 'ONCRMDEALADD') {
    await dealAdded(form);
  }
  return 200;
}

function body(request) {
  return new Promise((resolve, reject) => {
    const parts = [];
    let size = 0;
    request.on('data', (part) => {
      size += part.length;
      if (size > LARGEST) {
        reject(new Error('too large'));
        request.destroy();
      } else {
        parts.push(part);
      }
    });
    request.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    request.on('error', reject);
  });
}

const server = http.createServer(async (request, response) => {
  let status = 200;
  if (request.method === 'POST' && request.url.split('?')[0] === '/events') {
    try {
      status = await event(new URLSearchParams(await body(request)));
    } catch (error) {
      console.error(`an event was not handled: ${error.message}`);
      status = 502;
    }
  } else if (request.url.split('?')[0] !== '/health') {
    status = 404;
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(status === 200 ? 'ok' : 'no');
});

server.listen(settings.port, '127.0.0.1', () => console.log(`listening on ${settings.port}`));
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections?.();
});
