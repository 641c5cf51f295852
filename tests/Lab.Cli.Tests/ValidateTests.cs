using System.Text.Json;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Mocks.Parts;
using Lab.Models.SpinDiodes;
using Lab.Modules.Truths;
using Lab.Protocols.SpinDiodes;
using Lab.Protocols.WeightTuning;
using Lab.Quantities;
using Lab.Workbench.Composition;
using Lab.Workbench.Validation;

namespace Lab.Cli.Tests;

/// <summary>Studies on twins as a user asks for them, and the truths that they compare with.</summary>
public sealed class ValidateTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task Field_line_of_devices_that_differ_by_seed_is_compared_with_the_one_that_was_drawn()
    {
        string yaml = (await Workplace.LabAsync("bench", "new", "field-line")).Succeeds().Output;
        string bench = work.Write(
            "bench.yaml", yaml.Replace("\nsample:\n", "\nsample:\n  device_spread: 0.05\n", StringComparison.Ordinal));

        Answer answer = (await Workplace.LabAsync(
            "validate", "field-line-calibration", "--bench", bench, "--seeds", "12", "--json")).Succeeds();

        JsonElement field = Result(answer.Json, "field_per_current");
        Assert.InRange(field.GetProperty("rmsZ").GetDouble(), 0.4, 1.8); // 5 % are 15 uncertainties
    }

    // A sense current in one direction would shift the loop by a quarter of a millitesla.
    [Fact]
    public async Task Loop_of_a_pillar_is_compared_with_the_switching_fields_at_its_speed()
    {
        Answer answer = (await Workplace.LabAsync("validate", "resistance-loop", "--seeds", "12", "--json")).Succeeds();

        Assert.All(
            ["coercive_field", "offset_field", "switching_scatter", "tmr"],
            name => Assert.InRange(Result(answer.Json, name).GetProperty("rmsZ").GetDouble(), 0.4, 1.6));
        Assert.InRange(Result(answer.Json, "offset_field").GetProperty("bias").GetDouble(), -0.15e-3, 0.15e-3);
    }

    /// <summary>The lag is that of a magnet that becomes warm while it is told, as its sensor shows it.</summary>
    [Fact]
    public async Task Timing_of_the_field_is_compared_with_the_magnet_as_warm_as_it_was()
    {
        Answer answer = (await Workplace.LabAsync(
            "validate", "field-timing", "--seeds", "8", "--set", "loops=20", "--set", "check_loops=1", "--json")).Succeeds();

        JsonElement lag = Result(answer.Json, "lag");
        Assert.InRange(lag.GetProperty("bias").GetDouble(), -20e-9, 20e-9); // 60 µs more in 40 min: 25 ns a second
        Assert.InRange(Result(answer.Json, "amplitude").GetProperty("bias").GetDouble(), -5e-6, 5e-6);
    }

    [Fact]
    public async Task Spot_is_compared_with_where_the_seed_put_it()
    {
        Answer answer = (await Workplace.LabAsync(
            "validate", "spot-position", "--seeds", "8", "--set", "positions=-4..4 V step 1 V", "--set", "loops=10", "--json"))
            .Succeeds();

        Assert.All(
            ["spot_position", "spot_radius", "kerr_swing"],
            name => Assert.InRange(Result(answer.Json, name).GetProperty("rmsZ").GetDouble(), 0.3, 2));
    }

    [Fact]
    public void Nonlinearities_are_those_for_the_drive_factor_of_the_thesis()
    {
        var sample = new SampleDefinition
        {
            Junctions = [new JunctionDefinition { Name = "mtj", Twin = new JunctionTwin { DriveFactor = 1e9 } }]
        };
        IReadOnlyDictionary<string, double?> truth = HiddenTruth.Of(
            new SpinDiodeSettings { Field = null }, Bench(sample), State(sample), []);

        Assert.Equal(0.1 * 25, truth["frequency_nonlinearity"]!.Value, 1e-9);
        Assert.Equal(25, truth["damping_nonlinearity"]!.Value, 1e-9);
    }

    [Theory]
    [InlineData(0.25, 1)]
    [InlineData(1, 0.4)] // the zero is two and a half half widths beside the resonance
    [InlineData(-1, 0.4)]
    public void Zero_of_a_weak_tone_is_the_ratio_of_the_torques_in_half_widths(double symmetric, double antisymmetric)
    {
        SampleDefinition sample = OneLine(new JunctionDefinition
        {
            Name = "mtj",
            Twin = new JunctionTwin { SymmetricWeight = symmetric, AntisymmetricWeight = antisymmetric },
            FrequencyNonlinearity = 0,
            DampingNonlinearity = 0,
        });
        IReadOnlyDictionary<string, double?> truth = HiddenTruth.Of(new WeightTuningSettings(), Bench(sample), State(sample), []);

        // f_tone = f_res (1 - α ξ_S/ξ_A) with f_res = 346 MHz + 1.96 GHz/A · I.
        double resonance = 346e6 / (1 - (0.01 * symmetric / antisymmetric));
        Assert.Equal((resonance - 346e6) / 1.96e9, truth["zero_weight_current"]!.Value, 1e-9);
        Assert.Equal(1.96e9, truth["frequency_per_current"]!.Value, 1);
    }

    [Fact]
    public void Zero_of_a_symmetric_line_is_none()
    {
        SampleDefinition sample = OneLine(
            new JunctionDefinition { Name = "mtj", Twin = new JunctionTwin { SymmetricWeight = 1, AntisymmetricWeight = 0 } });
        IReadOnlyDictionary<string, double?> truth = HiddenTruth.Of(new WeightTuningSettings(), Bench(sample), State(sample), []);

        Assert.Null(truth["zero_weight_current"]);
        Assert.Null(truth["weight_slope_per_current"]);
    }

    [Fact]
    public void Zero_of_a_curved_tuning_lies_where_the_parabola_puts_it()
    {
        SampleDefinition sample = OneLine(new JunctionDefinition
        {
            Name = "mtj",
            InPlaneCurvatureHertzPerTeslaSquared = 4e12,
            FrequencyNonlinearity = 0,
            DampingNonlinearity = 0,
        });
        double zero = HiddenTruth.Of(new WeightTuningSettings(), Bench(sample), State(sample), [])["zero_weight_current"]!.Value;

        double field = zero * 0.098; // 0.98 Oe/mA
        Assert.Equal(346e6 / (1 - 0.0025), 346e6 + (2e10 * field) + (4e12 * field * field), 1);
    }

    [Fact]
    public async Task Seeds_that_fail_are_counted_and_end_nothing()
    {
        string bench = work.WriteBench(("destroyed_by_power: 1 mW", "destroyed_by_power: 1 uW"));

        Answer answer = await Workplace.LabAsync("validate", "spin-diode", "--bench", bench, "--seeds", "3");

        Assert.Equal(ExitCode.Refused, answer.ExitCode);
        Assert.Contains("3 of 3 seeds failed:", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_try_devices_and_effects()
    {
        Answer answer = (await Workplace.LabAsync(
            "validate", "spin-diode", "--devices", "reference; antisymmetric", "--effects", "none, flat-rectification", "--seeds",
            "3", "--json")).Succeeds();

        JsonElement[] cells = [.. answer.Json.GetProperty("cells").EnumerateArray()];
        Assert.Equal(
            ["reference/none", "reference/flat-rectification", "antisymmetric/none", "antisymmetric/flat-rectification"],
            cells.Select(cell => $"{cell.GetProperty("device").GetString()}/{cell.GetProperty("effect").GetString()}"));
        Assert.All(cells, cell => Assert.Equal(3, cell.GetProperty("seeds").GetInt32()));
        Assert.Equal(0, Result(cells[2], "symmetry_ratio").GetProperty("hidden").GetDouble());
    }

    [Theory]
    [InlineData("ripple")]
    [InlineData("loss-slope")]
    [InlineData("telegraph")]
    [InlineData("resonance-walk")]
    [InlineData("flat-rectification")]
    [InlineData("probe-gain")]
    public async Task What_real_benches_add_is_in_the_uncertainties_or_withholds_them(string effect)
    {
        Answer answer = (await Workplace.LabAsync(
            "validate", "spin-diode", "--devices", "reference", "--effects", effect, "--seeds", "4", "--seed", "31",
            "--json")).Succeeds();

        JsonElement cell = answer.Json.GetProperty("cells")[0];
        int failed = cell.GetProperty("failed").GetInt32();
        int withheld = cell.GetProperty("withheld").GetInt32();
        Assert.Equal(effect == "telegraph" ? 4 : 0, failed + (effect == "telegraph" ? withheld : 0));

        // Of honest results one of 16 000 is off by more than four uncertainties.
        Assert.All(
            cell.GetProperty("results").EnumerateArray().Where(result => result.GetProperty("count").GetInt32() > 0),
            result => Assert.InRange(result.GetProperty("worstZ").GetDouble(), -4, 4));
    }

    [Fact]
    public async Task Lines_of_two_junctions_are_each_compared_with_the_nearest()
    {
        Answer answer = (await Workplace.LabAsync(
            "validate", "spin-diode", "--devices", "reference", "--effects", "second-line", "--seeds", "3", "--json")).Succeeds();

        JsonElement second = Result(answer.Json.GetProperty("cells")[0], "resonance_frequency_2");
        Assert.Equal(3, second.GetProperty("count").GetInt32());
        Assert.Equal(346e6 * 1.06, second.GetProperty("hidden").GetDouble(), 0.1e6);
    }

    [Fact]
    public async Task I_can_go_on_with_a_study_of_devices_that_was_killed()
    {
        string[] study =
        [
            "validate", "spin-diode", "--devices", "reference; antisymmetric", "--effects", "none, flat-rectification", "--set",
            "powers=4 uW", "--json"
        ];
        Answer whole = (await Workplace.LabAsync([.. study, "--seeds", "3"])).Succeeds();
        string file = work.Join("seeds.jsonl");
        (await Workplace.LabAsync([.. study, "--seeds", "2", "--progress", file])).Succeeds();

        // Killed in its fifth seed: four are whole, and a part of a line is there.
        string[] lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(1 + (4 * 2), lines.Length);
        await File.WriteAllTextAsync(file, string.Join('\n', lines[..5]) + "\n" + lines[5][..100]);

        Answer resumed = (await Workplace.LabAsync([.. study, "--seeds", "3", "--progress", file])).Succeeds();

        Assert.Equal(whole.Output, resumed.Output);
        Assert.Contains("4 seeds are done already.", resumed.Message, StringComparison.Ordinal);
        string kept = await File.ReadAllTextAsync(file);
        Assert.Equal(1 + (4 * 3), kept.Count(letter => letter == '\n'));

        // All are there: nothing is run, and nothing written.
        Assert.Equal(whole.Output, (await Workplace.LabAsync([.. study, "--seeds", "3", "--progress", file])).Succeeds().Output);
        Assert.Equal(kept, await File.ReadAllTextAsync(file));
    }

    [Theory]
    [InlineData(0, 2, "--progress: the file '*' cannot be used: ")] // not even its first line
    [InlineData(2, 1, "--progress: a seed cannot be kept: ")]
    public async Task A_full_disk_ends_a_study_in_a_line(int blocks, int exitCode, string message)
    {
        // Exceeding the size that files may have is an error to the program and no signal.
        string script = $"trap '' XFSZ; ulimit -f {blocks}; export DOTNET_EnableWriteXorExecute=0; exec dotnet \"$@\"";
        string file = work.Join("seeds.jsonl");

        Answer answer = await LabProcess.RunAsync(
            work.Folder,
            "/bin/sh",
            "-c",
            script,
            "sh",
            LabProcess.Program,
            "validate",
            "spin-diode",
            "--seeds",
            "2",
            "--set",
            "powers=4 uW",
            "--progress",
            file);

        Assert.Equal(exitCode, answer.ExitCode);
        Assert.StartsWith(message.Replace("*", file, StringComparison.Ordinal), answer.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_does_not_go_on_with_the_seeds_of_another()
    {
        string bench = work.WriteBench();
        string file = work.Join("seeds.jsonl");
        string[] study = ["validate", "spin-diode", "--bench", bench, "--seeds", "2", "--progress", file];
        (await Workplace.LabAsync([.. study, "--set", "powers=4 uW"])).Succeeds();

        Answer other = await Workplace.LabAsync([.. study, "--set", "powers=5 uW"]);
        Assert.StartsWith(
            $"--progress: the file '{file}' is of another study: settings was '", other.Message, StringComparison.Ordinal);
        await File.AppendAllTextAsync(bench, "\n");
        other = await Workplace.LabAsync([.. study, "--set", "powers=4 uW"]);
        Assert.StartsWith(
            $"--progress: the file '{file}' is of another study: files was '", other.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, other.ExitCode);
        string mine = work.Write("mine.txt", "my own words");
        (await Workplace.LabAsync("validate", "spin-diode", "--seeds", "2", "--progress", mine)).FailsWith(
            2, $"--progress: line 1 of the file '{mine}' is not one that a study wrote. Name another file.");
        Assert.Equal("my own words", await File.ReadAllTextAsync(mine));
    }

    [Fact]
    public async Task I_am_told_which_devices_there_are()
    {
        Answer answer = await Workplace.LabAsync("validate", "spin-diode", "--devices", "unheard of");

        Assert.Equal(ExitCode.Usage, answer.ExitCode);
        Assert.Contains("5 GHz, damping 0.005", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_of_the_grid_are_32_with_names_of_their_own()
    {
        Assert.Equal(32, DeviceGrid.All.Count);
        Assert.Equal(32, DeviceGrid.All.Select(device => device.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public async Task A_junction_without_magnetoresistance_runs()
    {
        string bench = work.WriteBench(("magnetoresistance: 0.8", "magnetoresistance: 0"));

        (await work.RunAsync("spin-diode", "--bench", bench, "--set", "powers=4 uW")).Succeeds();
    }

    [Fact]
    public async Task A_magnet_with_much_remanence_reaches_its_field()
    {
        string bench = work.WriteBench(("remanence: 12 Oe", "remanence: 200 Oe"));

        (await work.RunAsync("spin-diode", "--bench", bench, "--set", "powers=4 uW")).Succeeds();
    }

    private static JsonElement Result(JsonElement study, string name) =>
        study.GetProperty("results").EnumerateArray().Single(result => result.GetProperty("name").GetString() == name);

    private static SampleDefinition OneLine(JunctionDefinition junction) =>
        new()
        {
            Junctions = [junction],
            FieldLines = [new FieldLineDefinition { Name = "line", Junction = "mtj" }],
            Magnet = new MagnetDefinition()
        };

    private static BenchDefinition Bench(SampleDefinition sample) => BenchFiles.Load(null, "spin-diode") with { Sample = sample };

    private static HiddenState State(SampleDefinition sample)
    {
        JunctionDefinition junction = sample.Junctions[0];
        return new HiddenState(
            sample,
            [new SpinDiode
            {
                ResonanceFrequency = junction.ResonanceFrequency,
                Damping = junction.Damping,
                SymmetricWeight = junction.Twin.SymmetricWeight,
                AntisymmetricWeight = junction.Twin.AntisymmetricWeight,
                DriveFactor = junction.Twin.DriveFactor,
                FrequencyNonlinearity = junction.FrequencyNonlinearity,
                DampingNonlinearity = junction.DampingNonlinearity,
            }],
            Shift: 0,
            junction.ReferenceField);
    }
}
