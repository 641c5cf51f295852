using System.Globalization;
using Lab.Quantities;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lab.Runs.Records;

/// <summary>The tables of a record, as they are made and as they are found in a file that may come from elsewhere.</summary>
internal static class RecordTables
{
    /// <summary>The key of <c>meta</c> under which the text of <c>run.json</c> stands.</summary>
    public const string HeaderKey = "run";

    /// <summary>The key of <c>meta</c> under which it stands how much of <c>arrays.bin</c> was brought to the disk,
    /// bytes.</summary>
    public const string OnDiskKey = "arrays_on_disk";

    private const string SchemaKey = "schema";

    // A reader of the first form knows no types of arrays and no file of them.
    private const int SchemaOfNumbers = 1;
    private const int SchemaOfArrays = 2;

    // One of the second form knows no scales and offsets of each point.
    private const int SchemaOfScales = 3;

    private const string MarksTable =
        "CREATE TABLE IF NOT EXISTS marks (point INTEGER NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY "
            + "(point, kind))";

    private const string ColumnsTable =
        "CREATE TABLE columns (position INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, description TEXT NOT NULL, "
            + "kind TEXT NOT NULL, "
        + "type TEXT NOT NULL, scale REAL NOT NULL, offset REAL NOT NULL, si_unit TEXT, si_factor REAL, scale_column TEXT, "
        + "offset_column TEXT, axis INTEGER NOT NULL DEFAULT 0)";

    /// <summary>Opens a database.</summary>
    /// <exception cref="RunException">It cannot be opened.</exception>
    public static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        Batteries_V2.Init();
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA trusted_schema=OFF");
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new RunException($"'{file}' cannot be opened: {error.Message}", error);
        }
    }

    /// <summary>Makes the tables of a new record.</summary>
    public static void Create(SqliteConnection connection, IReadOnlyList<Column> columns)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        int schema = columns.Any(column => column.Form.IsByPoint) ? SchemaOfScales
            : columns.Any(column => column.Kind == ColumnKind.Array) ? SchemaOfArrays
            : SchemaOfNumbers;
        Execute(connection, "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)");
        Execute(connection, $"INSERT INTO meta VALUES ('{SchemaKey}', '{schema}')");
        Execute(connection, ColumnsTable);
        for (int i = 0; i < columns.Count; i++)
        {
            Add(connection, i, columns[i]);
        }

        string cells = string.Concat(
            columns.Select(
                column =>
                    $", {Quote(column.Name)} {(column.Kind == ColumnKind.Array ? "BLOB" : "REAL")}"
                        + (column.MayBeMissing ? string.Empty : " NOT NULL")));
        MakeMarks(connection);
        Execute(connection, $"CREATE TABLE points (point INTEGER PRIMARY KEY, bench_seconds REAL NOT NULL{cells})");
        transaction.Commit();
    }

    /// <summary>Makes the table of remarks, which records of the first version lack.</summary>
    public static void MakeMarks(SqliteConnection connection) => Execute(connection, MarksTable);

    /// <summary>The columns of a record.</summary>
    /// <exception cref="InvalidOperationException">They are none of Lab's.</exception>
    public static List<Column> ReadColumns(SqliteConnection connection)
    {
        List<Column> columns = [];
        var stored = new StoredBytes(connection);
        bool hasForms = HasForms(connection);
        bool hasScales = hasForms && CountColumns(connection, "'scale_column', 'offset_column'") == 2;
        bool hasAxes = hasScales && CountColumns(connection, "'axis'") == 1;
        HashSet<string> lacking = ColumnsThatMayLack(connection);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT name, unit, description, kind{(hasForms ? ", type, scale, offset" : string.Empty)}"
            + $"{(hasScales ? ", scale_column, offset_column" : string.Empty)}{(hasAxes ? ", axis" : string.Empty)} "
            + "FROM columns ORDER BY position";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            ColumnKind kind = reader.GetString(3) == "array" ? ColumnKind.Array : ColumnKind.Number;
            var column = new Column(reader.GetString(0), reader.GetString(1), reader.GetString(2), kind)
            {
                IsAxis = hasAxes && reader.GetInt64(9) != 0,
                MayBeMissing = kind == ColumnKind.Number && lacking.Contains(reader.GetString(0)),
            };
            stored.Take(column.Name.Length + column.Unit.Length + column.Description.Length + 1);
            columns.Add(
                hasForms && kind == ColumnKind.Array ? column with { Form = FormOf(reader, column.Name, hasScales) } : column);
        }

        return columns;
    }

    private static HashSet<string> ColumnsThatMayLack(SqliteConnection connection)
    {
        HashSet<string> names = [];
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM pragma_table_info('points') WHERE \"notnull\" = 0 AND type = 'REAL'";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    /// <summary>Whether a record says how its arrays are stored; in those of earlier versions all are floats of 64 bits in the
    /// row.</summary>
    public static bool HasForms(SqliteConnection connection) => Scalar(
        connection, "SELECT COUNT(*) FROM pragma_table_info('columns') WHERE name IN ('type', 'scale', 'offset')") is 3L;

    private static long CountColumns(SqliteConnection connection, string names) => Convert.ToInt64(
        Scalar(connection, $"SELECT COUNT(*) FROM pragma_table_info('columns') WHERE name IN ({names})"),
        CultureInfo.InvariantCulture);

    /// <summary>How much of <c>arrays.bin</c> was brought to the disk, bytes.</summary>
    public static long BytesOnDisk(SqliteConnection connection) =>
        Scalar(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'") is not null
        && long.TryParse(
            Scalar(connection, $"SELECT value FROM meta WHERE key = '{OnDiskKey}'") as string,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long bytes)
            ? bytes
            : 0;

    /// <summary>Refuses a record whose form is later than this version of Lab.</summary>
    /// <exception cref="InvalidOperationException">It is.</exception>
    public static void RequireKnownSchema(SqliteConnection connection)
    {
        if (Scalar(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'") is not null
            && Scalar(connection, $"SELECT value FROM meta WHERE key = '{SchemaKey}'") is string text
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int schema) && schema <= SchemaOfScales))
        {
            throw new InvalidOperationException(
                $"its schema is '{text}', and this version of Lab reads those to {SchemaOfScales}. Read it with the version of "
                    + "Lab that made it.");
        }
    }

    /// <summary>Refuses views and computed columns, which in a hostile file could go on for ever or make gigabytes of a few
    /// bytes.</summary>
    /// <exception cref="InvalidOperationException">It is no plain table.</exception>
    public static void RequirePlainTable(SqliteConnection connection, string table)
    {
        object? isPlain = Scalar(
            connection,
            $"SELECT (SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '{table}' AND sql NOT LIKE '%virtual "
                + "table%') = 1 "
            + $"AND NOT EXISTS (SELECT 1 FROM pragma_table_xinfo('{table}') WHERE hidden <> 0)");
        if (Convert.ToInt64(isPlain, CultureInfo.InvariantCulture) == 0)
        {
            throw new InvalidOperationException($"'{table}' is not a plain table.");
        }
    }

    /// <summary>The name of a column for a statement.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The names of columns for a statement, a comma before each.</summary>
    public static string Names(IEnumerable<Column> columns) => string.Concat(columns.Select(column => $", {Quote(column.Name)}"));

    /// <summary>Carries a statement out.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The first cell of a query; <see langword="null"/> where it gives none.</summary>
    public static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Add(SqliteConnection connection, int position, Column column)
    {
        UnitExpression? unit = column.ReadUnit();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO columns VALUES ($position, $name, $unit, $description, $kind, $type, $scale, "
            + "$offset, $siUnit, $siFactor, $scaleColumn, $offsetColumn, $axis)";
        command.Parameters.AddWithValue("$position", position);
        command.Parameters.AddWithValue("$name", column.Name);
        command.Parameters.AddWithValue("$unit", column.Unit);
        command.Parameters.AddWithValue("$description", column.Description);
        command.Parameters.AddWithValue("$kind", column.Kind == ColumnKind.Array ? "array" : "number");
        command.Parameters.AddWithValue("$type", column.Form.NumpyType);
        command.Parameters.AddWithValue("$scale", column.Form.Scale);
        command.Parameters.AddWithValue("$offset", column.Form.Offset);
        command.Parameters.AddWithValue("$siUnit", (object?)unit?.SiSymbol ?? DBNull.Value);
        command.Parameters.AddWithValue("$siFactor", (object?)unit?.SiFactor ?? DBNull.Value);
        command.Parameters.AddWithValue("$scaleColumn", (object?)column.Form.ScaleColumn ?? DBNull.Value);
        command.Parameters.AddWithValue("$offsetColumn", (object?)column.Form.OffsetColumn ?? DBNull.Value);
        command.Parameters.AddWithValue("$axis", column.IsAxis ? 1 : 0);
        command.ExecuteNonQuery();
    }

    private static ArrayForm FormOf(SqliteDataReader reader, string column, bool hasScales)
    {
        ElementType type = ArrayForm.TypeOf(reader.GetString(4))
            ?? throw new InvalidOperationException(
                $"the arrays of the column '{column}' are of the type '{reader.GetString(4)}', which Lab does not know.");
        var form = new ArrayForm(type, reader.GetDouble(5), reader.GetDouble(6))
        {
            ScaleColumn = hasScales && !reader.IsDBNull(7) ? reader.GetString(7) : null,
            OffsetColumn = hasScales && !reader.IsDBNull(8) ? reader.GetString(8) : null,
        };
        return form.IsUsable
            ? form
            : throw new InvalidOperationException(
                $"scale {form.Scale} and offset {form.Offset} of the column '{column}' make no numbers.");
    }
}
