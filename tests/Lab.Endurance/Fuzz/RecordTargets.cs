using System.Text;
using Lab.Runs;
using Lab.Runs.Records;

namespace Lab.Endurance.Fuzz;

/// <summary>The readers of a record, <c>data.db</c>.</summary>
internal static class RecordTargets
{
    private static readonly Column Number = new("a", "V", "numbers", ColumnKind.Number);
    private static readonly Column Array = new("b", "V", "arrays", ColumnKind.Array);

    private static readonly string[] Pieces =
    [
        "SQLite format 3\0", "CREATE TABLE points (point, bench_seconds, a)", "CREATE VIEW points AS SELECT 1",
        "INTEGER PRIMARY KEY", "NOT NULL", "columns", "meta", "marks", "points", "number", "array", "\u00ff\u00ff\u00ff\u00ff",
        "\0\0\0\u0001", "\r\0\0\0", "\u0005\0\0\0", "GENERATED ALWAYS AS (zeroblob(900000000))", "WITH RECURSIVE", "\"", "'",
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All()
    {
        const long mostBytes = 64 << 20;
        return [new FuzzTarget(
            "record",
            [SomeRecord()],
            [.. Pieces.Select(Encoding.Latin1.GetBytes)],
            FuzzFile.Reader<RunException>(PointStore.FileName, Read),
            mostBytes)];
    }

    private static void Read(string file)
    {
        string folder = Path.GetDirectoryName(file)!;
        switch (new FileInfo(file).Length % 5)
        {
            case 0:
                RecordedPoints.ReadMarks(folder);
                break;
            case 1:
                RecordedPoints.ReadHeader(folder);
                break;
            case 2:
                RecordedPoints.Count(folder);
                break;
            default:
                RecordedPoints.Read(folder);
                break;
        }
    }

    private static byte[] SomeRecord()
    {
        const int points = 4;
        string file = FuzzFile.NewPath(PointStore.FileName);
        using (var store = PointStore.Create(Path.GetDirectoryName(file)!, [Number, Array], "{}"))
        {
            var row = new Row([Number, Array]);
            for (int point = 0; point < points; point++)
            {
                row.Clear();
                row.Set(Number, point);
                row.Set(Array, [point, 1]);
                store.Append(point, point, row);
            }

            store.Mark(new PointMark(1, PointMark.Retried, "a remark"));
            store.Fold();
        }

        return File.ReadAllBytes(file);
    }
}
