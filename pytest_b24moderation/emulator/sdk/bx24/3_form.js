// Parameters as a form body in PHP's bracket notation. Files become [name, base64].
function isList(value) {
  return Array.isArray(value) ||
    (typeof FileList !== 'undefined' && value instanceof FileList);
}

function isFileInput(value) {
  return value && value.nodeType === 1 && value.type === 'file';
}

function isFile(value) {
  return typeof Blob !== 'undefined' && value instanceof Blob;
}

function readFile(file, done) {
  var reader = new FileReader();
  reader.onload = function () {
    var comma = reader.result.indexOf(',');
    done([file.name || 'file', comma < 0 ? '' : reader.result.slice(comma + 1)]);
  };
  reader.onerror = function () { done([file.name || 'file', '']); };
  reader.readAsDataURL(file);
}

function scalar(value) {
  if (value === true) {
    return '1';
  }
  if (value === false) {
    return '0';
  }
  return value === null || value === undefined ? '' : String(value);
}

// Calls done with a copy of the value that holds nothing but texts, lists and mappings.
function plain(value, done) {
  if (isFileInput(value)) {
    var files = Array.prototype.slice.call(value.files);
    plain(value.multiple ? files : files[0] || '', done);
  } else if (isFile(value)) {
    readFile(value, done);
  } else if (value && value.nodeType === 1) {
    done(scalar(value.value));
  } else if (value instanceof Date) {
    done(isNaN(value.getTime()) ? '' : value.toISOString());
  } else if (value && typeof value === 'object') {
    plainMembers(value, done);
  } else {
    done(scalar(value));
  }
}

function plainMembers(value, done) {
  var copy = isList(value) ? [] : {};
  var keys = Object.keys(value).filter(function (key) { return !isFunction(value[key]); });
  var left = keys.length;
  if (!left) {
    done(copy);
    return;
  }
  keys.forEach(function (key) {
    plain(value[key], function (member) {
      copy[key] = member;
      left -= 1;
      if (!left) {
        done(copy);
      }
    });
  });
}

function pairs(value, name, out) {
  if (typeof value === 'object') {
    Object.keys(value).sort(Array.isArray(value) ? byNumber : keep).forEach(function (key) {
      pairs(value[key], name ? name + '[' + key + ']' : key, out);
    });
  } else {
    out.push(encodeURIComponent(name) + '=' + encodeURIComponent(value));
  }
  return out;
}

function byNumber(left, right) {
  return left - right;
}

function keep() {
  return 0;
}

function query(params) {
  return pairs(params, '', []).join('&');
}
