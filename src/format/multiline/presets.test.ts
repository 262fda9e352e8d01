import { expect, test } from 'vitest'
import { cutEvents } from '../../source/events.ts'
import { eventRules } from './multiline.ts'
import { LANGUAGES, type Language, PRESET_NAMES } from './presets.ts'

/** What programs of each language write, event by event. */
const LOGS: Readonly<Record<Language, readonly string[]>> = {
  java: [
    '2024-01-15 10:30:45,123 INFO  [main] c.e.Orders - started',
    `2024-01-15 10:30:46,001 ERROR [http-1] c.e.Orders - order 7 failed
java.lang.IllegalStateException: no stock
	at com.example.Orders.take(Orders.java:41)
	at com.example.Orders$1.run(Orders.java:12) ~[app.jar:1.0]
	Suppressed: java.io.IOException: close failed
		at com.example.Store.close(Store.java:9)
Caused by: java.lang.NullPointerException: Cannot invoke "String.length()" because "s" is null
	at com.example.Store.find(Store.java:22)
	... 14 common frames omitted`,
    `Exception in thread "main" java.lang.IllegalStateException: ..null property
     at com.example.myproject.Author.getBookIds(xx.java:38)
     at com.example.myproject.Bootstrap.main(Bootstrap.java:14)
Caused by: java.lang.NullPointerException
     at com.example.myproject.Book.getId(Book.java:22)
     ... 1 more`,
    'single line',
    `javax.servlet.ServletException: Something bad happened
    at com.example.myproject.OpenSessionInViewFilter.doFilter(OpenSessionInViewFilter.java:60)
Caused by: org.hibernate.exception.ConstraintViolationException: could not insert: [com.example.MyEntity]
    at org.hibernate.exception.SQLStateConverter.convert(SQLStateConverter.java:96)
    at $Proxy19.save(Unknown Source)
    ... 32 more`,
    `Jul 30, 2020 3:00:21 PM org.apache.coyote.http11.Http11Protocol init
INFO: Initializing Coyote HTTP/1.1 on http-8080`,
    `Jul 30, 2020 3:00:22 PM org.apache.catalina.core.StandardWrapperValve invoke
SEVERE: Servlet.service() for servlet [jsp] threw exception
java.lang.ClassCastException: A cannot be cast to B
	at org.apache.jsp.index_jsp._jspService(index_jsp.java:85)`,
    '2024-01-15 10:30:47,000 INFO  [main] c.e.Orders - stopped',
  ],
  python: [
    'INFO:root:started',
    `ERROR:root:order 7 failed
Traceback (most recent call last):
  File "/app/orders.py", line 12, in take
    raise ValueError("no stock")
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
ValueError: no stock

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
    take()
app.errors.OrderError: order 7`,
    'INFO:root:next',
    `Traceback (most recent call last):
  File "/base/webapp2.py", line 1535, in __call__
    rv = self.handle_exception(request, response, e)
  File "/base/app.py", line 17, in get
    raise Exception('spam', 'eggs')
Exception: ('spam', 'eggs')`,
    'hello world, not multiline',
    `Traceback (most recent call last):
  File "<stdin>", line 1, in f
  [Previous line repeated 995 more times]
KeyboardInterrupt`,
    `  + Exception Group Traceback (most recent call last):
  |   File "/app/x.py", line 1, in <module>
  |     raise ExceptionGroup("two", [ValueError(1)])
  | ExceptionGroup: two (1 sub-exception)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +------------------------------------`,
    'bye',
  ],
  node: [
    'server listening on 8080',
    `2024-01-15T10:30:45.123Z ERROR request failed
TypeError: Cannot read properties of undefined (reading 'id')
    at take (/app/orders.js:12:9)
    at async Promise.all (index 0)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5) {
  code: 'E_ORDER',
  [cause]: Error: no stock
      at find (/app/store.js:3:1)
}`,
    'GET / 200',
    `/app/index.js:3
  throw new Error('boom')
  ^

Error: boom
    at Object.<anonymous> (/app/index.js:3:9)
    at node:internal/main/run_main_module:23:47

Node.js v20.19.0`,
    'Error: listen EADDRINUSE: address already in use :::8080',
    'bye',
  ],
  go: [
    '2024/01/15 10:30:45 started',
    `panic: my panic

goroutine 4 [running]:
panic(0x45cb40, 0x47ad70)
	/usr/local/go/src/runtime/panic.go:542 +0x46c fp=0xc42003f7b8 sp=0xc42003f710 pc=0x422f7c
main.main.func1(0xc420024120)
	foo.go:6 +0x39
created by main.main
	foo.go:5 +0x58

goroutine 1 [chan receive]:
main.main()
	foo.go:9 +0x6f`,
    'one more line, no multiline',
    `2024/01/15 10:30:46 http: panic serving 127.0.0.1:59082: runtime error: index out of range
goroutine 5 [running]:
net/http.(*conn).serve.func1(0xc000098140)
	/usr/local/go/src/net/http/server.go:1767 +0x139
main.(*Server).ServeHTTP(...)
	/app/main.go:11`,
    `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4af6f4]

goroutine 1 [running]:
main.main()
	/app/main.go:9 +0x14
exit status 2`,
    '2024/01/15 10:30:47 started',
  ],
  ruby: [
    'I, [2024-01-15T10:30:45.1 #7]  INFO -- : started',
    `/app/config/routes.rb:6:in \`/': divided by 0 (ZeroDivisionError)
	from /app/config/routes.rb:6:in \`block in <main>'
	from /var/lib/gems/3.0.0/gems/actionpack-7.0.4/lib/route_set.rb:428:in \`instance_exec'
	from /app/config/routes.rb:1:in \`<main>'`,
    'hello world, not multiline',
    `Traceback (most recent call last):
	1: from a.rb:5:in \`<main>'
a.rb:2:in \`f': undefined method \`x' for nil:NilClass (NoMethodError)
Did you mean?  y`,
    `ActionView::Template::Error (undefined method 'name' for nil):
    1: <h1><%= @user.name %></h1>

app/views/users/show.html.erb:1:in '_app_views_users_show'
app/controllers/users_controller.rb:7:in 'show'`,
    'I, [2024-01-15T10:30:46.1 #7]  INFO -- : stopped',
  ],
  php: [
    '[2024-01-15 10:30:44] local.INFO: started',
    `PHP Fatal error:  Uncaught Exception: boom in /app/x.php:3
Stack trace:
#0 /app/x.php(10): foo()
#1 {main}

Next RuntimeException: again in /app/x.php:5
Stack trace:
#0 {main}
  thrown in /app/x.php on line 5`,
    `[2023-05-15 18:19:32] local.ERROR: Target class [X] does not exist. {"exception":"[object] (BindingException(code: 0): Target class [X] does not exist. at /c.php:879)
[stacktrace]
#0 /vendor/Container.php(795): Container->build('X')
#1 {main}

[previous exception] [object] (ReflectionException(code: -1): Class X does not exist at /c.php:877)
[stacktrace]
#0 /vendor/Container.php(877): ReflectionClass->__construct('X')
#1 {main}
"}`,
    '[2023-05-15 18:19:33] local.INFO: next',
    `[15-Jan-2024 10:30:45 UTC] PHP Fatal error:  Uncaught Error: x in /app/y.php:1
[15-Jan-2024 10:30:45 UTC] PHP Stack trace:
[15-Jan-2024 10:30:45 UTC] PHP   1. {main}() /app/y.php:0`,
    '[15-Jan-2024 10:30:46 UTC] PHP Notice:  quiet',
  ],
  dotnet: [
    `info: Microsoft.Hosting.Lifetime[0]
      Now listening on: http://localhost:5000`,
    `fail: Microsoft.AspNetCore.Server.Kestrel[13]
      Connection id "0HM", Request id "0HM:1": An unhandled exception was thrown by the application.
      System.InvalidOperationException: boom
         at App.Orders.Take() in /src/Orders.cs:line 12
         at App.Program.Main()`,
    `2024-01-15 10:30:45.123 +00:00 [ERR] order 7 failed
System.InvalidOperationException: boom
 ---> System.Exception: inner
   at App.Store.Find(String s) in /src/Store.cs:line 3
   --- End of inner exception stack trace ---
   at App.Orders.Take() in /src/Orders.cs:line 12
--- End of stack trace from previous location ---
   at App.Program.Main()`,
    `Unhandled exception. System.NullReferenceException: Object reference not set to an instance of an object.
   at App.Program.Main(String[] args) in /src/Program.cs:line 5`,
    '2024-01-15 10:30:46.123 +00:00 [INF] next',
  ],
}

/** The events that the lines of a text are joined to. */
function joined(preset: string, text: string): string[] {
  const bytes = Buffer.from(text)
  const { whole, events } = cutEvents(bytes, eventRules({ preset }), { maxBytes: 1024 * 1024, final: true })
  expect(whole).toBe(bytes.length)
  if (events === undefined) return text.split('\n').slice(0, -1)
  return [...events.ends].map((end, i) =>
    bytes.toString('utf8', i === 0 ? 0 : events.ends[i - 1], end).replace(/\n+$/, ''),
  )
}

for (const [language, log] of Object.entries(LOGS)) {
  test(`${language}: each trace is one event, and other lines are events of their own`, () => {
    const text = `${log.join('\n')}\n`
    expect(joined(language, text)).toEqual(log)
  })

  test(`auto joins the traces of ${language} as well`, () => {
    const text = `${log.join('\n')}\n`
    expect(joined('auto', text)).toEqual(log)
  })

  test(`${language}: lines that end with CR LF are joined alike`, () => {
    const text = `${log.join('\n')}\n`.replace(/\n/g, '\r\n')
    expect(joined(language, text).map((event) => event.replace(/\r\n?/g, '\n').replace(/\n+$/, ''))).toEqual(
      log,
    )
  })
}

test('a line of JSON is whole, and a trace between two of them is an event', () => {
  const log = [
    '{"level":"ERROR","message":"java.lang.IllegalStateException: x"}',
    `Exception in thread "main" java.lang.Error: y
	at A.b(A.java:1)`,
    '{"level":"INFO","message":"next"}',
    '{"level":"INFO","message":"next"}',
  ]
  for (const preset of PRESET_NAMES.filter((name) => name === 'java' || name === 'auto'))
    expect(joined(preset, `${log.join('\n')}\n`)).toEqual(log)
})

test('lines of access logs stay alone with every preset', () => {
  const lines = [
    '10.0.0.50 - - [15/Jan/2024:10:30:46 +0000] "POST /api/users HTTP/1.1" 201 156 "-" "curl/8.0"',
    '10.0.0.51 - - [15/Jan/2024:10:30:47 +0000] "GET /java.lang.Error: HTTP/1.1" 404 0 "-" "-"',
    '10.0.0.52 - - [15/Jan/2024:10:30:48 +0000] "GET / HTTP/1.1" 200 9 "-" "-"',
  ]
  for (const preset of PRESET_NAMES) expect(joined(preset, `${lines.join('\n')}\n`)).toEqual(lines)
})

test('every language has rules, and none can never be reached', () => {
  for (const { openings, rules } of Object.values(LANGUAGES)) {
    const states = new Set<string>(['text', 'log', 'quiet', ...openings.map(({ to }) => to)])
    for (const { to } of rules) states.add(to)
    for (const { after } of rules) expect(after.some((state) => states.has(state))).toBe(true)
  }
})
