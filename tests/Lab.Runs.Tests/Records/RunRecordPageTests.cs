using System.Diagnostics;
using System.Text.RegularExpressions;
using Lab.Runs.Records;

namespace Lab.Runs.Tests.Records;

/// <summary>Arrays as Python reads them by the page <c>docs/run-record.md</c>.</summary>
public sealed partial class RunRecordPageTests : IDisposable
{
    private static readonly (Column Elements, Column Scale, Column Offset) Wave = Column.ScaledByPoint(
        "wave", "V", "Arrays.", ElementType.Int16);

    private static readonly Column[] Columns =
    [
        new("level", "mT", "A number."),
        new("bytes", "V", "Arrays.", ColumnKind.Array) { Form = new ArrayForm(ElementType.Int8, 0.5, -1) },
        new("words", "V", "Arrays.", ColumnKind.Array) { Form = new ArrayForm(ElementType.Int16, 0.25, 3) },
        new("singles", "V", "Arrays.", ColumnKind.Array) { Form = new ArrayForm(ElementType.Float32) },
        new("doubles", "V", "Arrays.", ColumnKind.Array),
        Wave.Elements,
        Wave.Scale,
        Wave.Offset,
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // The first point has arrays in its row, the second ones in arrays.bin.
    [Fact]
    public void ThePage_ReadsArraysOfAllTypesAndSizes()
    {
        Record(4, 3000);

        string answer = Python(
            """
            for name in forms.index:
                for row, length in enumerate((4, 3000)):
                    found = data[name].iloc[row]
                    expected = {
                        "bytes": -1 + 0.5 * numpy.arange(length).astype("i1"),
                        "words": 3 + 0.25 * (7 * numpy.arange(length)).astype("i2"),
                        "singles": numpy.arange(length, dtype="f4") / 8,
                        "doubles": numpy.arange(length) / 8,
                        "wave": 5 * row + (0.5 + row) * numpy.arange(length)}[name]
                    assert numpy.array_equal(found, expected), (name, row, found, expected)
            with sqlite3.connect(f"{run}/data.db") as db:
                unit = db.execute("SELECT unit, si_unit, si_factor FROM columns WHERE name = 'level'").fetchone()
            print(data["level"].tolist(), *unit)
            """);

        Assert.Equal("[0.0, 1.0] mT T 0.001", answer);
    }

    [Fact]
    public void ThePage_DamagedArray_IsNoticed()
    {
        Record(4, 3000);
        byte[] file = File.ReadAllBytes(folder.Join("arrays.bin"));
        file[10]++;
        File.WriteAllBytes(folder.Join("arrays.bin"), file);

        Assert.Contains("the array at 0 is damaged", Python("print('read')"), StringComparison.Ordinal);
    }

    private void Record(params int[] lengths)
    {
        using var store = PointStore.Create(folder.Path, Columns);
        var row = new Row(Columns);
        for (int point = 0; point < lengths.Length; point++)
        {
            IEnumerable<int> elements = Enumerable.Range(0, lengths[point]);
            row.Set(Columns[0], point);
            row.SetElements(Columns[1], (sbyte[])[.. elements.Select(i => (sbyte)i)]);
            row.SetElements(Columns[2], (short[])[.. elements.Select(i => (short)(7 * i))]);
            row.SetElements(Columns[3], (float[])[.. elements.Select(i => i / 8f)]);
            row.Set(Columns[4], [.. elements.Select(i => i / 8.0)]);
            row.SetElements(Wave.Elements, (short[])[.. elements.Select(i => (short)i)], 0.5 + point, 5 * point);
            store.Append(point, point, row);
        }

        Assert.Null(store.Fold());
    }

    private string Python(string behind)
    {
        string page = File.ReadAllText(Path.Combine(Repository(), "docs", "run-record.md")).ReplaceLineEndings("\n");
        string block = PythonBlock().Matches(page).Select(match => match.Groups["text"].Value).Single(text => text.Contains(
            "arrays.bin", StringComparison.Ordinal));
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        string script = $"run = r'{folder.Path}'\n{block}\n{behind}";
        using Process process = Process.Start(new ProcessStartInfo(python, ["-X", "utf8", "-c", script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return $"{output}{errors.GetAwaiter().GetResult()}".ReplaceLineEndings("\n").Trim();
    }

    private static string Repository()
    {
        string at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Lab.sln")))
        {
            at = Path.GetDirectoryName(at)!;
        }

        return at;
    }

    [GeneratedRegex(
        @"^```python\n(?<text>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex PythonBlock();
}
