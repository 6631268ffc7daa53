'use strict';

// Texts of the interface; Russian where the portal asks for it.
var WORDS = {
  en: {
    title: 'Notes', label: 'New note', add: 'Add note', remove: 'Remove', none: 'There are no notes yet.',
    about: 'Every employee keeps notes of their own here. Nobody else sees them.', start: 'Start',
    failed: 'Bitrix24 did not accept the request. Try again in a minute.'
  },
  ru: {
    title: 'Заметки', label: 'Новая заметка', add: 'Добавить', remove: 'Удалить', none: 'Заметок пока нет.',
    about: 'Каждый сотрудник ведёт здесь свои заметки. Их не видит никто другой.', start: 'Начать',
    failed: 'Битрикс24 не принял запрос. Повторите через минуту.'
  }
};

// Chooses the language of the page and writes its texts; returns them.
function speak(language) {
  var code = WORDS[language] ? language : 'en';
  document.documentElement.lang = code;
  document.querySelectorAll('[data-word]').forEach(function (node) {
    node.textContent = WORDS[code][node.dataset.word];
  });
  document.title = WORDS[code].title;
  return WORDS[code];
}

function say(text) {
  var said = document.getElementById('said');
  said.textContent = text;
  said.hidden = !text;
}
