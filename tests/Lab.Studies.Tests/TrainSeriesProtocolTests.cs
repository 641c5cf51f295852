using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Lab.Runs.Settings;
using Lab.Studies.Series;

namespace Lab.Studies.Tests;

public sealed class TrainSeriesProtocolTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lab-series-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Classes_OfACsv_AreTold()
    {
        StudyLab.Outcome outcome = await StudyLab.RunAsync(
            new TrainSeriesProtocol(), seed: 1, $"data={Ramps("ramps.csv")}", "seeds=2", "epochs=30", "width=16");
        Assert.InRange(outcome["test_accuracy"].Value, 0.95, 1);
        Assert.Equal(0.5, outcome["chance_accuracy"].Value, 2);
        Assert.Equal(20e-9, outcome["presentation_time"].Value, 1e-12);
    }

    [Fact]
    public async Task Classes_OfAnNpz_AreThoseOfTheCsv()
    {
        // One channel that tells the class, and one that does not.
        const int count = 60;
        const int steps = 8;
        double[] x = [.. Enumerable.Range(0, count * steps).SelectMany(
            i => (double[])[Math.Sin(i % steps * (i / steps % 3 + 1) * 0.5), Math.Cos(i)])];
        string file = Npz(
            "x.npz",
            ("x", $"({count}, {steps}, 2)", x),
            ("y", $"({count},)", [.. Enumerable.Range(0, count).Select(i => (double)(i % 3))]));
        StudyLab.Outcome outcome = await StudyLab.RunAsync(
            new TrainSeriesProtocol(), seed: 1, $"data={file}", "seeds=1", "epochs=60", "step_time=20 ns");
        Assert.InRange(outcome["test_accuracy"].Value, 0.9, 1);
    }

    [Fact]
    public async Task Prediction_OfTwoSines_BeatsPersistence()
    {
        StudyLab.Outcome outcome = await StudyLab.RunAsync(
            new TrainSeriesProtocol(), seed: 1, "goal=prediction", "model=ctrnn", "relaxation_time=2 ns", "seeds=1", "epochs=40");
        Assert.InRange(outcome["test_error"].Value, 0, 0.4 * outcome["persistence_error"].Value);
    }

    [Fact]
    public async Task Patience_EndsATrainingEarlyAndChangesNoResultBeforeIt()
    {
        string[] settings = [$"data={Ramps("ramps.csv")}", "seeds=1", "epochs=40", "width=16"];
        StudyLab.Outcome whole = await StudyLab.RunAsync(new TrainSeriesProtocol(), seed: 1, settings);
        StudyLab.Outcome early = await StudyLab.RunAsync(new TrainSeriesProtocol(), seed: 1, [.. settings, "patience=5"]);
        double[] loss = early.Data.Numbers("loss");
        double[] isTrained = early.Data.Numbers("trained");
        int trained = (int)isTrained.Sum();
        Assert.InRange(trained, 6, 39);
        Assert.All(isTrained[..trained], each => Assert.Equal(1, each));
        Assert.Equal(whole.Data.Numbers("loss")[..trained], loss[..trained]);
        Assert.All(loss[trained..], value => Assert.Equal(loss[trained - 1], value));
        double[] validation = early.Data.Numbers("validation_accuracy");
        Assert.Equal(validation.Max(), validation[trained - 1 - 5]);
        StudyLab.Outcome rest = await StudyLab.ResumeAsync(
            new TrainSeriesProtocol(), bench => bench, early.Data, trained + 1, seed: 1, [.. settings, "patience=5"]);
        Assert.Equal(early.Data.Numbers("test_accuracy")[(trained + 1)..], rest.Data.Numbers("test_accuracy"));
    }

    [Theory]
    [InlineData("1,2,a\n3,4,a\n1,b\n", "line 3 has 2 cells, line 1 3")]
    [InlineData("1,2,a\n3,4,a\n1,x,b\n", "line 3 has 'x' where a number is expected")]
    [InlineData("1,2,a\n3,4,a\n1,NaN,b\n", "line 3 has 'NaN' where a number is expected")]
    [InlineData("1,2,a\n3,4,b\n1,1e999,b\n", "line 3: the number in column '2' is infinite")]
    [InlineData("1,2,a\n1,9.91E37,b\n", "is an instrument's code for no reading")]
    [InlineData("1,2,a\n3,4,b\n1,,b\n", "line 3: column '2' is empty")]
    [InlineData("1,2,a\n1,3,a\n", "of one class")]
    [InlineData("1,2,a\n3,4,a\n1,3,b\n", "the class 'b' has 1 sequences; 10 are needed")]
    [InlineData("# nothing\n", "it has no numbers")]
    public void Csv_ThatCannotBeLearned_SaysWhy(string text, string message)
    {
        string file = Path.Combine(folder, "bad.csv");
        File.WriteAllText(file, text);
        Assert.Contains(message, Refusal($"data={file}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Npz_ThatCannotBeLearned_SaysWhy()
    {
        Assert.Contains(
            "it has no array 'x'; it has z", Refusal($"data={Npz("z.npz", ("z", "(2,)", [1, 2]))}"), StringComparison.Ordinal);
        Assert.Contains(
            "it ends too early",
            Refusal($"data={Npz("short.npz", ("x", "(20, 9)", [1, 2]), ("y", "(20,)", [1]))}"),
            StringComparison.Ordinal);
        Assert.Contains(
            "x has the shape (4)",
            Refusal($"data={Npz("flat.npz", ("x", "(4,)", [1, 2, 3, 4]), ("y", "(4,)", [1, 2, 3, 4]))}"),
            StringComparison.Ordinal);
        string file = Path.Combine(folder, "no.npz");
        File.WriteAllText(file, "this is no archive");
        Assert.Contains("cannot be read", Refusal($"data={file}"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal($"data={Path.Combine(folder, "absent.csv")}"), StringComparison.Ordinal);
        Assert.Contains("the series 10 windows", Refusal("goal=prediction", "window=1000"), StringComparison.Ordinal);
    }

    private static string Refusal(params string[] settings)
    {
        object values = SettingsBinder.Bind(typeof(TrainSeriesSettings), settings.ToDictionary(
            s => s[..s.IndexOf('=', StringComparison.Ordinal)], s => s[(s.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        return Assert.Throws<SettingsException>(() => new TrainSeriesProtocol().Create((TrainSeriesSettings)values)).Message;
    }

    /// <summary>Ramps up and down, with a little noise and a header.</summary>
    private string Ramps(string name)
    {
        string file = Path.Combine(folder, name);
        var random = new Random(1);
        IEnumerable<string> rows = Enumerable.Range(0, 120).Select(i => string.Join(
            ',', Enumerable.Range(0, 20).Select(
                k => ((i % 2 == 0 ? k : 20 - k) + random.NextDouble()).ToString(CultureInfo.InvariantCulture))
                    .Append(i % 2 == 0 ? "up" : "down")));
        File.WriteAllLines(file, [string.Join(',', Enumerable.Range(0, 20).Select(k => $"step{k}").Append("class")), .. rows]);
        return file;
    }

    private string Npz(string name, params (string Name, string Shape, double[] Values)[] arrays)
    {
        string file = Path.Combine(folder, name);
        using var archive = new ZipArchive(File.Create(file), ZipArchiveMode.Create);
        foreach ((string array, string shape, double[] values) in arrays)
        {
            using Stream stream = archive.CreateEntry($"{array}.npy").Open();
            byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n");
            stream.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)header.Length, 0, .. header]);
            byte[] bytes = new byte[values.Length * sizeof(double)];
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
            }

            stream.Write(bytes);
        }

        return file;
    }
}
