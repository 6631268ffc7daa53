// What a server solution does with the SDK: by webhook and by OAuth. Says what came, as JSON.
import { B24Hook, B24OAuth, BatchRefV3, FilterV3 } from '@bitrix24/b24jssdk';

const given = JSON.parse(process.env.GIVEN);
const said = {};

const hook = B24Hook.fromWebhookUrl(given.webhook);
hook.offClientSideWarning();
const call = (b24, method, params = {}) => b24.actions.v2.call.make({ method, params });

const made = await hook.actions.v2.batchByChunk.make({
  calls: Array.from({ length: 120 }, (_, n) => ['crm.deal.add', { fields: { TITLE: `Deal ${n}` } }]),
  options: { isHaltOnError: true },
});
said.made = made.getData().length;
const list = { method: 'crm.deal.list', params: { select: ['ID', 'TITLE'] }, idKey: 'ID' };
said.listed = (await hook.actions.v2.callList.make(list)).getData().length;
said.fetched = 0;
for await (const chunk of hook.actions.v2.fetchList.make(list)) {
  said.fetched += chunk.length;
}
said.title = (await call(hook, 'crm.deal.get', { id: 7 })).getData().result.TITLE;
const batch = await hook.actions.v2.batch.make({
  calls: { me: ['user.current', {}], deal: ['crm.deal.get', { id: 1 }], wrong: ['no.such.method', {}] },
  options: { isHaltOnError: false },
});
said.batch = [batch.isSuccess, batch.getErrorMessages()];
const wrong = await call(hook, 'no.such.method').catch((error) => ({ isSuccess: false, thrown: error }));
said.wrong = [wrong.isSuccess, String(wrong.thrown?.message ?? wrong.getErrorMessages())];

const fresh = [];
const oauth = new B24OAuth(given.oauth, given.secret);
oauth.setCallbackRefreshAuth(async ({ b24OAuthParams }) => { fresh.push(b24OAuthParams.accessToken); });
await oauth.initIsAdmin();
said.admin = oauth.auth.isAdmin;
said.app = (await call(oauth, 'app.info')).getData().result.CODE;
said.refreshed = fresh.length === 1 && fresh[0] !== given.oauth.accessToken;

const later = oauth.actions.v3;
const fields = { title: 'Ring', creatorId: 1, responsibleId: 1 };
const item = (await later.call.make({ method: 'tasks.task.add', params: { fields } })).getData().result.item;
const together = await later.batch.make({
  calls: {
    Task: { method: 'tasks.task.get', params: { id: item.id, select: ['id', 'title'] } },
    Again: { method: 'tasks.task.get', params: { id: BatchRefV3.ref('Task.id'), select: ['title'] } },
    Listed: ['tasks.task.list', { filter: FilterV3.build(FilterV3.in('id', [item.id, 999])), select: ['title'] }],
  },
});
const { Task, Again, Listed } = together.getData();
said.later = [Task.item.title, Again.item.title, Listed.items.map(({ title }) => title)];
const absent = await later.call.make({ method: 'tasks.task.get', params: { id: 999 } });
said.absent = [...absent.getErrors()].map(({ code }) => code);
const tail = { method: 'main.eventlog.tail', params: { select: ['userId'] }, customKeyForResult: 'items' };
said.tail = (await hook.actions.v3.callTail.make(tail)).getData().length;
process.stdout.write(JSON.stringify(said));
