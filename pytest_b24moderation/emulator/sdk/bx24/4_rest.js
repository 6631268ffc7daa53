// REST calls (restdocs: sdk/bx24-js-sdk/how-to-call-rest-methods).
function RestError(status, answer) {
  this.status = status;
  this.ex = {
    error: answer.error,
    error_description: answer.error_description || ''
  };
}

RestError.prototype.getError = function () { return this.ex; };
RestError.prototype.getStatus = function () { return this.status; };
RestError.prototype.toString = function () {
  return this.ex.error + (this.ex.error_description ? ': ' + this.ex.error_description : '');
};

function Result(answer, asked, status) {
  this.answer = answer;
  this.query = asked;
  this.status = status;
}

Result.prototype.data = function () { return this.answer.result; };
Result.prototype.error = function () {
  return this.answer.error === undefined ? undefined : new RestError(this.status, this.answer);
};
Result.prototype.error_description = function () { return this.answer.error_description; };
Result.prototype.more = function () { return !isNaN(parseInt(this.answer.next, 10)); };
Result.prototype.total = function () { return parseInt(this.answer.total, 10); };
Result.prototype.time = function () { return this.answer.time; };
Result.prototype.next = function (callback) {
  if (!this.more()) {
    return false;
  }
  var params = {};
  Object.keys(this.query.data).forEach(function (key) { params[key] = this.query.data[key]; }, this);
  params.start = this.answer.next;
  return request(this.query.method, params, isFunction(callback) ? callback : this.query.callback, false);
};

function post(method, params, done) {
  var xhr = new XMLHttpRequest();
  xhr.open('POST', portal.origin + state.path + '/' + encodeURIComponent(method) + '.json', true);
  xhr.onload = function () {
    var answer;
    try {
      answer = xhr.status < 500 ? JSON.parse(xhr.responseText) : null;
    } catch (error) {
      answer = null;
    }
    if (!answer || typeof answer !== 'object') {
      throw new Error('Query error!');
    }
    done(answer, xhr.status);
  };
  xhr.onerror = function () { throw new Error('Query error!'); };
  plain(params, function (flat) {
    // Without a content type of our own the browser says text/plain: no preflight is needed.
    var body = query(flat);
    xhr.send('auth=' + encodeURIComponent(state.auth.access) + (body ? '&' + body : ''));
  });
  return xhr;
}

// A token that expired is renewed once, then the call is repeated.
function request(method, params, callback, repeated) {
  if (!repeated && state.auth.until <= Date.now()) {
    BX24.refreshAuth(function () { request(method, params, callback, true); });
    return undefined;
  }
  return post(method, params, function (answer, status) {
    if (answer.error === 'expired_token' && !repeated) {
      BX24.refreshAuth(function () { request(method, params, callback, true); });
    } else if (isFunction(callback)) {
      callback.call(root, new Result(answer, { method: method, data: params, callback: callback }, status));
    }
  });
}

function whenStarted(call) {
  if (state.ready) {
    return call();
  }
  initHandlers.push(call);
  return undefined;
}

BX24.callMethod = function (method, params, callback) {
  if (isFunction(params)) {
    callback = params;
    params = {};
  }
  return whenStarted(function () { return request(method, params || {}, callback, false); });
};

function commandOf(call) {
  return Array.isArray(call) ? { method: call[0], params: call[1] || {} }
    : { method: call.method, params: call.params || {} };
}

function part(group, key) {
  return group && group[key] !== undefined ? group[key] : undefined;
}

function partResult(batch, key, command) {
  var answer = {};
  var status = batch.status;
  var whole = batch.answer.result || {};
  var error = batch.answer.error === undefined ? part(whole.result_error, key) : batch.answer;
  if (error !== undefined) {
    answer.error = typeof error === 'object' ? error.error : error;
    answer.error_description = error.error_description;
  } else {
    answer.result = part(whole.result, key);
  }
  ['total', 'next', 'time'].forEach(function (name) {
    var value = part(whole['result_' + name], key);
    if (value !== undefined) {
      answer[name] = value;
    }
  });
  return new Result(answer, { method: command.method, data: command.params }, status);
}

function answered(batch, key) {
  var whole = batch.answer.result || {};
  return batch.answer.error !== undefined ||
    part(whole.result, key) !== undefined || part(whole.result_error, key) !== undefined;
}

BX24.callBatch = function (calls, callback, haltOnError) {
  var keys = Object.keys(calls || {});
  var commands = {};
  var left = keys.length;
  if (!left) {
    return;
  }
  keys.forEach(function (key) { commands[key] = commandOf(calls[key]); });
  var cmd = Array.isArray(calls) ? [] : {};

  function sendBatch() {
    request('batch', { halt: haltOnError ? 1 : 0, cmd: cmd }, function (batch) {
      var results = Array.isArray(calls) ? [] : {};
      keys.forEach(function (key) {
        if (answered(batch, key)) {
          results[key] = partResult(batch, key, commands[key]);
          results[key].query.callback = callback;
        }
      });
      if (isFunction(callback)) {
        callback.call(root, results);
      }
    }, false);
  }

  whenStarted(function () {
    keys.forEach(function (key) {
      plain(commands[key].params, function (flat) {
        cmd[key] = commands[key].method + '?' + query(flat);
        left -= 1;
        if (!left) {
          sendBatch();
        }
      });
    });
  });
};

function handlerCall(method, event, handler, authType, callback) {
  if (isFunction(authType)) {
    callback = authType;
    authType = undefined;
  }
  if (!state.admin) {
    return false;
  }
  var params = { event: event, handler: handler };
  if (authType !== undefined && authType !== null) {
    params.auth_type = authType;
  }
  return BX24.callMethod(method, params, callback);
}

BX24.callBind = function (event, handler, authType, callback) {
  return handlerCall('event.bind', event, handler, authType, callback);
};
BX24.callUnbind = function (event, handler, authType, callback) {
  return handlerCall('event.unbind', event, handler, authType, callback);
};
