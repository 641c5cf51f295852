using System.Text.Json;
using Lab.Models.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Records;

namespace Lab.Cli.Tests;

public sealed class SpinDiodeRunTests : IDisposable
{
    /// <summary>How far an honest estimate may lie from the truth: once in 16 000.</summary>
    private const double Sigmas = 4;

    /// <summary>The error that the magnet may leave of its set-point, 0.5 Oe, times the slope of the resonance,
    /// 30 kHz/Oe.</summary>
    private const double FieldErrorHertz = 0.5 * 30e3;

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_can_run_the_spin_diode_experiment()
    {
        Answer answer = (await work.RunAsync("spin-diode")).Succeeds();

        RunFolder run = work.OnlyRun();
        Assert.Contains("resonance_frequency", answer.Output, StringComparison.Ordinal);
        Assert.Contains("315 points on bench 'spin-diode' (simulated), seed 1, 2 min ", answer.Output, StringComparison.Ordinal);
        Assert.EndsWith($"Report: {run.ReportFile}\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains("<h1>spin-diode</h1>", File.ReadAllText(run.ReportFile), StringComparison.Ordinal);
        Assert.Equal(RunStatus.Done, run.ReadInfo().Status);
        Assert.Equal(315, run.ReadData().Count);
        Assert.Contains("315/315 points", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_read_the_results_as_one_document()
    {
        Answer answer = (await work.RunAsync("spin-diode", "--json", "--seed", "3")).Succeeds();

        JsonElement json = answer.Json;
        RunFolder run = work.OnlyRun();
        Assert.Equal(run.Name, json.GetProperty("run").GetString());
        Assert.Equal("spin-diode", json.GetProperty("protocol").GetString());
        Assert.Equal("done", json.GetProperty("status").GetString());
        Assert.Equal(3, json.GetProperty("seed").GetInt32());
        Assert.Equal(315, json.GetProperty("points").GetInt32());
        Assert.InRange(json.GetProperty("benchSeconds").GetDouble(), 60, 300);
        Assert.Equal(run.FullPath, json.GetProperty("folder").GetString());
        JsonElement results = json.GetProperty("results");
        Assert.All(results.EnumerateObject(), result => Assert.Equal(
            ["uncertainty", "unit", "value"], result.Value.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)));
        Assert.Equal(
            ["Hz", "Hz", "", "V/W"], ((string[])["resonance_frequency", "linewidth", "symmetry_ratio", "sensitivity"]).Select(
                name => results.GetProperty(name).GetProperty("unit").GetString()));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("77")]
    public async Task The_results_are_what_the_twins_hide(string seed)
    {
        JsonElement results =
            (await work.RunAsync("spin-diode", "--json", "--seed", seed)).Succeeds().Json.GetProperty("results");

        // The junction of the shipped bench file.
        var hidden = new SpinDiode
        {
            ResonanceFrequency = Frequency.FromMegahertz(346),
            Damping = 0.01,
            SymmetricWeight = 0.25,
            AntisymmetricWeight = 1,
            RectificationRadiansPerCoulomb = 6e7,
            DriveFactor = 2e8,
        };
        AssertHolds(results, "resonance_frequency", 346e6, FieldErrorHertz);
        AssertHolds(results, "linewidth", 3.46e6, FieldErrorHertz * 0.01);
        AssertHolds(results, "symmetry_ratio", 0.25);
        AssertHolds(results, "sensitivity", hidden.SensitivityVoltsPerWatt);
    }

    [Fact]
    public async Task The_plan_tells_points_time_and_limits_without_a_trace()
    {
        JsonElement plan = (await Workplace.LabAsync("plan", "spin-diode", "--json")).Succeeds().Json;
        JsonElement run = (await work.RunAsync("spin-diode", "--json")).Succeeds().Json;

        Assert.Equal(run.GetProperty("points").GetInt32(), plan.GetProperty("points").GetInt32());
        double ran = run.GetProperty("benchSeconds").GetDouble();
        Assert.InRange(plan.GetProperty("benchSeconds").GetDouble(), 0.9 * ran, 1.1 * ran);
        double[] margins =
            [.. plan.GetProperty("limits").EnumerateArray().Select(limit => limit.GetProperty("margin").GetDouble())];
        Assert.Equal(margins.Order(), margins);
        Assert.All(margins, margin => Assert.InRange(margin, 0, 1));
        Assert.Contains(
            plan.GetProperty("limits").EnumerateArray(),
            limit => limit.GetProperty("limit").GetString() == "RF power at junction 'mtj' at most 100 µW");
    }

    [Fact]
    public async Task The_plan_of_other_settings_has_their_time()
    {
        string[] settings = ["--set", "averages=3", "--set", "frequencies=336..356 MHz step 1 MHz", "--set", "field=6200 Oe"];

        double plan = (await Workplace.LabAsync(["plan", "spin-diode", "--json", .. settings])).Succeeds().Json
            .GetProperty("benchSeconds").GetDouble();
        double ran = (await work.RunAsync(["spin-diode", "--json", "--set", "level_uncertainty=0 dB", .. settings]))
            .Succeeds().Json.GetProperty("benchSeconds").GetDouble();

        Assert.InRange(plan, 0.9 * ran, 1.1 * ran);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_record_and_another_seed_another()
    {
        await work.RunAsync("spin-diode", "--seed", "5");
        await work.RunAsync("spin-diode", "--seed", "5");
        await work.RunAsync("spin-diode", "--seed", "6");

        string[] dumps = [.. RunFolder.List(work.Runs).Select(run => RecordDump.Of(run))];

        Assert.Equal(dumps[0], dumps[1]);
        Assert.NotEqual(dumps[0], dumps[2]);
    }

    [Fact]
    public async Task I_can_give_settings_in_a_file_and_overrule_them()
    {
        string file = work.Write("settings.yaml", "frequencies: 330..362 MHz step 1 MHz\npowers: 2 uW\n");

        Answer answer =
            (await work.RunAsync("spin-diode", "--settings", file, "--set", "powers=4 uW, 8 uW", "--json")).Succeeds();

        Assert.Equal(66, answer.Json.GetProperty("points").GetInt32());
        Assert.Equal([4e-6, 8e-6], work.OnlyRun().ReadData().Numbers("power").Select(p => Math.Round(p, 12)).Distinct());
    }

    [Fact]
    public async Task The_fit_is_unbiased_and_its_uncertainties_are_honest()
    {
        // The study of 200 seeds is the command 'lab validate spin-diode'; here are enough to see a factor. Without the field:
        // the gaussmeter's uncertainty of the bench file is an upper bound, within which the twins' probes err less. With the
        // level error of the twins, which a user cannot know.
        const int Seeds = 40;

        Answer answer = (await Workplace.LabAsync(
            "validate", "spin-diode", "--field-slope", "none", "--level-uncertainty", "0.05 dB", "--seeds",
            $"{Seeds}")).Succeeds();

        foreach (string result in (string[])["resonance_frequency", "linewidth", "symmetry_ratio", "sensitivity"])
        {
            string row = answer.Output.Split('\n').Single(line => line.TrimStart().StartsWith(result, StringComparison.Ordinal));
            string[] cells = row.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            double biasInStandardErrors = Quantity.Parse<Frequency>($"{cells[3]} Hz").Hertz;
            double coverage = Quantity.Parse<Frequency>($"{cells[6].TrimEnd('%', ' ')} Hz").Hertz / 100;
            Assert.True(Math.Abs(biasInStandardErrors) < 4, row);
            Assert.True(IsPlausible((int)Math.Round(coverage * Seeds), Seeds), row);
            Assert.Equal($"{Seeds}", cells[^1]);
        }
    }

    /// <summary>Whether so many intervals of 68.27 % can hold the truth: within the central 99.9 % of the binomial
    /// distribution.</summary>
    private static bool IsPlausible(int hits, int count)
    {
        const double Probability = 0.6827;
        double below = 0;
        double above = 0;
        double term = Math.Pow(1 - Probability, count);
        for (int k = 0; k <= count; k++)
        {
            below += k <= hits ? term : 0;
            above += k >= hits ? term : 0;
            term *= Probability / (1 - Probability) * (count - k) / (k + 1);
        }

        return below > 0.0005 && above > 0.0005;
    }

    private static void AssertHolds(JsonElement results, string name, double truth, double systematic = 0)
    {
        double value = results.GetProperty(name).GetProperty("value").GetDouble();
        double uncertainty = results.GetProperty(name).GetProperty("uncertainty").GetDouble();
        Assert.True(
            Math.Abs(value - truth) <= (Sigmas * uncertainty) + systematic,
            $"{name}: {value} ± {uncertainty}, but {truth} is hidden");
    }
}
