// The Quartz side of `./dev bench p3`: a scheduler with a JDBC store in MariaDB. Each fire writes one
// row, whose key is the fire's, in a transaction of its own that is durable when it ends; lateness is
// counted from the instant that Quartz had it due to that moment.
//
//   java -cp "CLASSES:JARS/*" P3 PORT TRIGGERS FEW MANY ALL     prints one line of JSON
//
// Triggers are stored by SQL as Quartz itself would store them (one by one through its API they would
// take hours), repeat daily, and are fired however late they are. The store is not clustered, which is
// Quartz's quicker way: it locks in memory.
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.SimpleTrigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

public class P3 {
  static final int threads = 16;
  static final long day = 86_400_000L;
  static String url;
  static HikariDataSource operations;
  static final long[] late = new long[4_000_000];  // Milliseconds.
  static final AtomicInteger fired = new AtomicInteger();

  public static class Fire implements Job {
    public void execute(JobExecutionContext context) throws JobExecutionException {
      final long due = context.getScheduledFireTime().getTime();
      try (Connection one = operations.getConnection();
           PreparedStatement insert = one.prepareStatement(
               "insert into operations (name, due_at, requested_at) values (?, ?, ?)")) {
        insert.setString(1, context.getTrigger().getKey().getName());
        insert.setLong(2, due);
        insert.setLong(3, System.currentTimeMillis());
        insert.executeUpdate();
      } catch (java.sql.SQLException failure) {
        throw new JobExecutionException(failure);
      }
      late[fired.getAndIncrement()] = System.currentTimeMillis() - due;
    }
  }

  static void script(Connection to, String text) throws Exception {
    try (Statement statement = to.createStatement()) {
      for (String one : text.replaceAll("(?m)^#.*$", "").split(";"))
        if (!one.isBlank() && !one.trim().equalsIgnoreCase("commit")) statement.execute(one);
    }
  }

  static void store(Connection to, int triggers, int few, int many) throws Exception {
    final long later = System.currentTimeMillis() + day / 2;
    to.setAutoCommit(false);
    try (PreparedStatement trigger = to.prepareStatement(
             "insert into QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP, JOB_NAME, JOB_GROUP, "
                 + "NEXT_FIRE_TIME, PREV_FIRE_TIME, PRIORITY, TRIGGER_STATE, TRIGGER_TYPE, START_TIME, "
                 + "END_TIME, MISFIRE_INSTR, JOB_DATA) values ('p3', ?, ?, 'fire', 'p3', ?, -1, 5, "
                 + "'WAITING', 'SIMPLE', ?, 0, -1, '')");
         PreparedStatement simple = to.prepareStatement(
             "insert into QRTZ_SIMPLE_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP, REPEAT_COUNT, "
                 + "REPEAT_INTERVAL, TIMES_TRIGGERED) values ('p3', ?, ?, -1, " + day + ", 0)")) {
      for (int i = 0; i < triggers; ++i) {
        final String group = i < few ? "few" : i < few + many ? "many" : "all";
        trigger.setString(1, "t" + i);
        trigger.setString(2, group);
        trigger.setLong(3, later);
        trigger.setLong(4, later);
        trigger.addBatch();
        simple.setString(1, "t" + i);
        simple.setString(2, group);
        simple.addBatch();
        if (i % 5000 == 4999 || i == triggers - 1) {
          trigger.executeBatch();
          simple.executeBatch();
          to.commit();
        }
      }
    }
    to.setAutoCommit(true);
  }

  static void due(Connection to, String sql, long... values) throws Exception {
    try (PreparedStatement update = to.prepareStatement(sql)) {
      for (int i = 0; i < values.length; ++i) update.setLong(i + 1, values[i]);
      update.executeUpdate();
    }
  }

  /// Waits for `count` fires that are due from `from` on; ten seconds without news: some are missing.
  static String await(int count, long from) throws Exception {
    while (System.currentTimeMillis() < from) Thread.sleep(5);
    int before = 0;
    for (int quiet = 0; fired.get() < count && quiet < 600; ++quiet) {
      Thread.sleep(100);
      if (fired.get() != before) quiet = 0;
      before = fired.get();
    }
    Thread.sleep(200);
    final int all = fired.get();
    final long[] sorted = Arrays.copyOf(late, all);
    Arrays.sort(sorted);
    if (all == 0) return "{\"count\": 0}";
    return String.format(java.util.Locale.ROOT,
        "{\"count\": %d, \"awaited\": %d, \"p50_ms\": %d, \"p99_ms\": %d, \"max_ms\": %d}", all,
        count, sorted[(int) (0.5 * (all - 1))], sorted[(int) (0.99 * (all - 1))], sorted[all - 1]);
  }

  public static void main(String[] words) throws Exception {
    url = "jdbc:mariadb://127.0.0.1:" + words[0] + "/quartz?user=root"
        + "&useBulkStmts=true";
    final int triggers = Integer.parseInt(words[1]), few = Integer.parseInt(words[2]),
              many = Integer.parseInt(words[3]), all = Integer.parseInt(words[4]);
    final HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(url);
    pool.setMaximumPoolSize(threads);
    operations = new HikariDataSource(pool);
    final Connection own = DriverManager.getConnection(url);
    script(own, new String(Scheduler.class
        .getResourceAsStream("/org/quartz/impl/jdbcjobstore/tables_mysql_innodb.sql").readAllBytes()));
    script(own, "create table operations (id bigint auto_increment primary key, name varchar(80) not null, "
        + "due_at bigint not null, requested_at bigint not null, unique key fire (name, due_at))");

    final Properties settings = new Properties();
    settings.setProperty("org.quartz.scheduler.instanceName", "p3");
    settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    settings.setProperty("org.quartz.threadPool.threadCount", "" + threads);
    settings.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", "" + threads);
    settings.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
    settings.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    settings.setProperty(
        "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.StdJDBCDelegate");
    settings.setProperty("org.quartz.jobStore.dataSource", "store");
    settings.setProperty("org.quartz.dataSource.store.provider", "hikaricp");
    settings.setProperty("org.quartz.dataSource.store.driver", "org.mariadb.jdbc.Driver");
    settings.setProperty("org.quartz.dataSource.store.URL", url);
    settings.setProperty("org.quartz.dataSource.store.user", "root");
    settings.setProperty("org.quartz.dataSource.store.maxConnections", "" + (threads + 3));
    final Scheduler scheduler = new StdSchedulerFactory(settings).getScheduler();
    scheduler.addJob(JobBuilder.newJob(Fire.class).withIdentity("fire", "p3").storeDurably().build(), true);
    store(own, triggers, few, many);
    scheduler.start();

    // It looks for what is due next when a trigger is made through its API.
    final Runnable wake = () -> {
      try {
        scheduler.scheduleJob(TriggerBuilder.newTrigger().forJob("fire", "p3")
            .startAt(new java.util.Date(System.currentTimeMillis() + day / 4)).build());
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    };
    Thread.sleep(2000);
    long from = System.currentTimeMillis() + 3000;
    due(own, "update QRTZ_TRIGGERS set NEXT_FIRE_TIME = ? + 50 * cast(substr(TRIGGER_NAME, 2) as integer), "
        + "START_TIME = NEXT_FIRE_TIME where TRIGGER_GROUP = 'few'", from);
    wake.run();
    final String told_few = await(few, from);
    fired.set(0);
    from = System.currentTimeMillis() + 5000;
    due(own, "update QRTZ_TRIGGERS set NEXT_FIRE_TIME = ?, START_TIME = ? where TRIGGER_GROUP = 'many'",
        from, from);
    wake.run();
    final String told_many = await(many, from);
    fired.set(0);
    from = System.currentTimeMillis() + 10000;
    due(own, "update QRTZ_TRIGGERS set NEXT_FIRE_TIME = ?, START_TIME = ? where TRIGGER_GROUP = 'all' and "
        + "cast(substr(TRIGGER_NAME, 2) as integer) < ?", from, from, few + many + all);
    wake.run();
    final String told_all = await(all, from);
    scheduler.shutdown(true);
    try (ResultSet row = own.createStatement().executeQuery(
             "select count(*), count(distinct name) from operations")) {
      row.next();
      System.out.printf("{\"stored\": %d, \"few\": %s, \"many\": %s, \"all\": %s, \"operations\": %d, "
          + "\"fired\": %d}%n", triggers, told_few, told_many, told_all, row.getInt(1), row.getInt(2));
    }
    System.exit(0);
  }
}
