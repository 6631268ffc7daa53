'use strict';

// Notes are kept in the options of the user, where only this application reads them.
var words = {};
var notes = [];

function read(value) {
  try {
    var found = JSON.parse(value);
    return Array.isArray(found) ? found.map(String) : [];
  } catch (error) {
    return [];
  }
}

function draw() {
  var list = document.getElementById('notes');
  list.replaceChildren();
  notes.forEach(function (text, index) {
    var item = document.createElement('li');
    var said = document.createElement('span');
    var button = document.createElement('button');
    said.textContent = text;
    button.type = 'button';
    button.className = 'quiet';
    button.textContent = words.remove;
    button.addEventListener('click', function () {
      keep(notes.filter(function (_, other) { return other !== index; }));
    });
    item.append(said, button);
    list.append(item);
  });
  document.getElementById('none').hidden = notes.length > 0;
  BX24.fitWindow();
}

// Save first, then show: what is on the page is what the portal has.
function keep(changed) {
  BX24.callMethod('user.option.set', { options: { notes: JSON.stringify(changed) } }, function (answer) {
    if (answer.error()) {
      say(words.failed);
      return;
    }
    say('');
    notes = changed;
    draw();
  });
}

BX24.init(function () {
  words = speak(BX24.getLang());
  BX24.callMethod('user.option.get', {}, function (answer) {
    if (answer.error()) {
      say(words.failed);
      return;
    }
    notes = read((answer.data() || {}).notes);
    draw();
  });
  document.getElementById('form').addEventListener('submit', function (event) {
    var field = document.getElementById('text');
    event.preventDefault();
    if (field.value.trim()) {
      keep([field.value.trim()].concat(notes).slice(0, 50));
      field.value = '';
    }
  });
});
