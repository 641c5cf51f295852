using Lab.Benches;
using Lab.Benches.Files;
using Lab.Benches.Samples;
using Lab.Mocks.Parts;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Benches;

public class BenchFileReaderTests
{
    [Fact]
    public void Read_SafeStateOfSectionsWithoutInstruments_IsRefused()
    {
        var reader = new BenchFileReader([]);
        var error = Assert.Throws<BenchException>(() => reader.Read("safe_state: [{ rate: 1 mA/s }]", "my.yaml"));
        Assert.Contains("safe_state[1].instrument is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ShippedBench_IsTheBenchOfTheThesis()
    {
        BenchDefinition bench = ShippedBench.Read();

        Assert.Equal("spin-diode", bench.Name);
        Assert.Equal(["rf", "voltmeter", "line", "smu", "supply", "gaussmeter", "magnet"], bench.Instruments.Select(i => i.Name));
        Assert.Equal(["rf", "smu", "line", "magnet", "supply"], bench.SafeState.Select(step => step.Instrument));
        JunctionDefinition junction = Assert.Single(bench.Sample.Junctions);
        Assert.Equal(Frequency.FromMegahertz(346), junction.ResonanceFrequency);
        Assert.Equal(Power.FromMicrowatts(100), junction.RfPowerLimit);
        Assert.Equal(6, bench.RfLossOf("rf").Decibels);
        Assert.Equal(0.98, bench.Sample.FieldLines[0].Conversion.OerstedPerMilliampere, 12);
        Assert.All(bench.Instruments.Where(i => i.Name != "magnet"), i => Assert.True(i.IsTwin));
        Assert.Null(bench.ClockPort);
    }

    public static TheoryData<string, string, string> SingleMistakes { get; } = new()
    {
        {
            "description:",
            "descripton:",
            "my.yaml:{line}: descripton is unknown; allowed are bench, description, modules, instruments, sample, wiring, "
                + "safe_state, interlocks, operating_point, watchdog, on_fault, faults, clock. Did you mean description?"
        },
        {
            "address: \"sim:\"\n    limits:\n      frequency",
            "adress: \"sim:\"\n    address: \"sim:\"\n    limits:\n      frequency",
            "my.yaml:{line}: instruments.rf.adress is unknown; allowed are driver, address, settings, limits, twin, timeout, "
                + "serial. Did you mean address?"
        },
        {
            "line_frequency: 50 Hz",
            "line_frequenzy: 50 Hz",
            "my.yaml:{line}: instruments.voltmeter.settings.line_frequenzy is unknown; allowed are line_frequency. Did you mean "
                + "line_frequency?"
        },
        {
            "damping: 0.01",
            "gilbert_damping: 0.01",
            "my.yaml:{line}: sample.junctions.mtj.gilbert_damping is unknown; allowed are diameter, resistance, "
                + "magnetoresistance, saturation_field, resonance_frequency, reference_field, perpendicular_slope, "
                + "in_plane_slope, in_plane_curvature, damping, symmetric_weight, antisymmetric_weight, rectification, "
                + "drive_factor, frequency_nonlinearity, damping_nonlinearity, threshold_current, destroyed_by_power, "
                + "destroyed_by_current, flat_rectification, rectification_slope, warm_up, warm_up_time, resonance_walk, "
                + "line_heating, telegraph, telegraph_rate, pinning, roughness, roughness_width, limits. Did you mean damping?"
        },
        {
            "rf_power: 100 uW",
            "rf_powr: 100 uW",
            "my.yaml:{line}: sample.junctions.mtj.limits.rf_powr is unknown; allowed are rf_power, current, "
                + "current_over_threshold. Did you mean rf_power?"
        },
        {
            "compliance: { max: 500 mV }",
            "compliance: { maximum: 500 mV }",
            "my.yaml:{line}: instruments.smu.limits.compliance.maximum is unknown; allowed are min, max, rate, step."
        },
        {
            "compliance: { max: 500 mV }",
            "voltage: { max: 500 mV }",
            "my.yaml:{line}: instruments.smu.limits.voltage is unknown; allowed are current, compliance."
        },
        {
            "rf: { port: rf, loss: 6 dB }",
            "rf: { port: rf, attenuation: 6 dB }",
            "my.yaml:{line}: wiring.rf.attenuation is unknown; allowed are port, line, loss, loss_error, loss_slope, ripple, "
                + "ripple_period, mismatch."
        },
        {
            "voltmeter: { port: dc-voltage }",
            "voltmetre: { port: dc-voltage }",
            "my.yaml:{line}: wiring.voltmetre is unknown; allowed are rf, voltmeter, line, smu, supply, gaussmeter, magnet. Did "
                + "you mean voltmeter?"
        },
        {
            "driver: yokogawa-gs200",
            "driver: yokogawa-gs210",
            "my.yaml:{line}: instruments.line.driver: there is no driver 'yokogawa-gs210'; allowed are {drivers}. Did you "
                + "mean yokogawa-gs200?"
        },
        {
            "port: dc-voltage",
            "port: dc",
            "my.yaml:{line}: wiring.voltmeter.port: there is no port 'dc'; allowed are rf, dc-voltage, dc-bias, field-line, "
                + "coil, gap, rotation, pulse, rf-probe."
        },
        {
            "port: field-line, line: line",
            "port: field-line, line: top",
            "my.yaml:{line}: wiring.line.line: there is no field line 'top'; allowed are line."
        },
        {
            "port: field-line, line: line",
            "port: field-line",
            "my.yaml:{line}: wiring.line.line is missing; write for example 'line: the name of a field line'."
        },
        {
            "resistance: 163 Ohm",
            "resistance: 163 V",
            "my.yaml:{line}: sample.junctions.mtj.resistance: 163 V is a voltage; a resistance is expected here, in Ω (prefixes "
                + "f to T), Ohm (prefixes f to T), ohm (prefixes f to T), for example '163 Ohm'."
        },
        {
            "resistance: 163 Ohm",
            "resistance: -163 Ohm",
            "my.yaml:{line}: sample.junctions.mtj.resistance: '-163 Ohm' is not above zero."
        },
        { "inductance: 0.1 H", "inductance: 0 H", "my.yaml:{line}: sample.magnet.inductance: '0 H' is not above zero." },
        { "thermal_drift: 5 nV", "thermal_drift: -5 nV", "my.yaml:{line}: sample.thermal_drift: '-5 nV' is below zero." },
        {
            "damping: 0.01",
            "damping: NaN",
            "my.yaml:{line}: sample.junctions.mtj.damping: 'NaN' is not a number from 1E-06 to 1."
        },
        { "damping: 0.01", "damping: 2", "my.yaml:{line}: sample.junctions.mtj.damping: '2' is not a number from 1E-06 to 1." },
        { "damping: 0.01", "damping: [0.01]", "my.yaml:{line}: sample.junctions.mtj.damping must be a number from 1E-06 to 1." },
        {
            "min: -15 mA, max: 15 mA",
            "min: 15 mA, max: -15 mA",
            "my.yaml:{line}: instruments.line.limits.current: min is above max, so nothing would be allowed."
        },
        {
            "min: -15 mA, max: 15 mA",
            "min: 1 mA, max: 15 mA",
            "my.yaml:{line}: instruments.line.limits.current: the limits must allow 0, where the instrument is brought to make "
                + "it safe."
        },
        {
            "safe_state: [rf, smu, line, magnet, supply]",
            "safe_state: [rf, smu, magnet, supply]",
            "my.yaml:{line}: safe_state leaves out 'line', which can drive the sample; name every instrument that drives "
                + "something."
        },
        {
            "safe_state: [rf, smu, line, magnet, supply]",
            "safe_state: [rf, smu, line, magnet, supply, laser]",
            "my.yaml:{line}: safe_state: there is no instrument 'laser'; allowed are rf, voltmeter, line, smu, supply, "
                + "gaussmeter, magnet."
        },
        {
            "safe_state: [rf, smu, line, magnet, supply]",
            "safe_state: rf",
            "my.yaml:{line}: safe_state must be a list such as [a, b]."
        },
        {
            "sample:\n",
            "sample: one junction\nold_sample:\n",
            "my.yaml:{line}: sample is a section of keys; write one key a line below it."
        },
        {
            "conversion: 0.98 Oe/mA",
            "conversion: 0.98 Oe",
            "my.yaml:{line}: sample.field_lines.line.conversion: 0.98 Oe is a magnetic field; a field per current is expected "
                + "here, in T/A (prefixes f to T), Oe/mA, Oe/A, mT/mA, for example '0.98 Oe/mA'."
        },
    };

    [Theory]
    [MemberData(nameof(SingleMistakes))]
    public void Read_OneMistake_IsReportedWithFileLineKeyAndWhatIsAllowed(string old, string @new, string expected)
    {
        string yaml = ShippedBench.With((old, @new));
        string changed = @new[FirstDifference(old, @new)..];
        int line = ShippedBench.LineOf(yaml, @new) + @new[..^changed.Length].Count(c => c == '\n');

        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(yaml, "my.yaml"));

        string drivers = string.Join(", ", Drivers.DriverCatalog.Shipped.All.Select(driver => driver.Name));
        Assert.Equal(
            expected.Replace("{line}", $"{line}", StringComparison.Ordinal)
                .Replace("{drivers}", drivers, StringComparison.Ordinal),
            error.Findings[0]);
    }

    [Theory]
    [InlineData("", "my.yaml: the file is empty.")]
    [InlineData("# nothing but a comment\n", "my.yaml: the file is empty.")]
    [InlineData("bench: a\n---\nbench: b\n", "my.yaml: the file holds several YAML documents; a bench is one.")]
    [InlineData("bench: &name a\ndescription: *name\n", "my.yaml:2: aliases (*name) are not allowed; write the values out.")]
    [InlineData(
        "bench: a\nsample: { temperature: [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]] }\n",
        "my.yaml:2: sections are nested too deeply.")]
    public void Read_NotOneBench_SaysSo(string yaml, string expected)
    {
        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(yaml, "my.yaml"));

        Assert.Equal(expected, error.Message);
    }

    [Theory]
    [InlineData("bench: [unfinished\n")]
    [InlineData("bench: \"no end\n")]
    [InlineData("a: b: c\n")]
    [InlineData("%YAML 9.9\n---\nbench: a\n")]
    [InlineData("bench: a\nbench: b\n")]
    public void Read_NotYaml_SaysFileAndLine(string yaml)
    {
        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(yaml, "my.yaml"));

        Assert.Matches(@"^my\.yaml:\d+: this is not YAML: .+", error.Message);
    }

    [Theory]
    [InlineData("      power: { max: 0 dBm }", "      power: { max: 0 dBm ", 1, "'{' is not closed; '}' is missing.")]
    [InlineData("      power: { max: 0 dBm }", "      power: { max: 0 dBm ]", 1, "'}' is missing before ']'.")]
    [InlineData("      power: { max: 0 dBm }", "      power: }", 1, "'}' closes nothing; '{' is missing.")]
    [InlineData(
        "safe_state: [rf, smu, line, magnet, supply]", "safe_state: [rf, smu, line, magnet, supply", 1,
        "'[' is not closed; ']' is missing.")]
    [InlineData("    driver: yokogawa-gs200", "\tdriver: yokogawa-gs200", 1, "there is a tab in the indentation; write blanks.")]
    [InlineData("    driver: yokogawa-gs200", "    driver: \"yokogawa-gs200", 1, "the quote \" is not closed.")]
    [InlineData("    driver: yokogawa-gs200", "    driver yokogawa-gs200", 1, "':' is missing after 'driver'.")]
    [InlineData("    driver: yokogawa-gs200", "    driver:yokogawa-gs200", 1, "a blank is missing after 'driver:'.")]
    public void Read_MissingCharacter_SaysLineAndWhatIsMissing(string old, string @new, int lines, string expected)
    {
        string yaml = ShippedBench.With((old, @new));
        int line = ShippedBench.LineOf(yaml, @new) + lines - 1;

        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(yaml, "my.yaml"));

        Assert.Equal($"my.yaml:{line}: this is not YAML: {expected}", error.Message);
    }

    [Fact]
    public void Read_UnknownDriverBesideAMisspeltKey_ReportsBothAndNoConsequence()
    {
        string yaml = ShippedBench.With(
            ("driver: rohde-schwarz-smb100a\n    address:", "driver: E8257D\n    adress:"),
            ("driver: keithley-2182a", "driver: keithley-2182"),
            ("    driver: yokogawa-gs200\n    address:", "    driver: yokogawa-gs200\n    adress:"));

        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(yaml, "my.yaml"));

        Assert.Collection(
            error.Findings,
            finding => Assert.EndsWith("Did you mean keysight-e8257d?", finding, StringComparison.Ordinal),
            finding => Assert.EndsWith("Did you mean address?", finding, StringComparison.Ordinal),
            finding => Assert.EndsWith("Did you mean keithley-2182a?", finding, StringComparison.Ordinal),
            finding => Assert.EndsWith("Did you mean address?", finding, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "thermal_drift: 5 nV", "thermal_drift:", "sample.thermal_drift is empty; it is a voltage such as 10 mV, or left out.")]
    [InlineData(
        "frequency: { min: 10 MHz, max: 6 GHz }", "frequency:",
        "instruments.rf.limits.frequency is empty; write its keys below it, or leave it out.")]
    [InlineData(
        "power: { max: 0 dBm }", "power: { max: }",
        "instruments.rf.limits.power.max is empty; it is a power such as 2 uW, or left out.")]
    [InlineData(
        "bench: spin-diode", "bench: spin-diode\nclock:",
        "clock is empty; write for example 'clock: 127.0.0.1:5050', or leave it out.")]
    public void Read_EmptyValue_IsNoDefault(string old, string @new, string expected)
    {
        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(ShippedBench.With((old, @new)), "my.yaml"));

        Assert.EndsWith(expected, Assert.Single(error.Findings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- a\n- b\n")]
    [InlineData("just text\n")]
    public void Read_NotAMapping_SaysWhatABenchFileIs(string yaml)
    {
        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(yaml, "my.yaml"));

        Assert.Equal("my.yaml:1: A bench file is a section of keys; write one key a line below it.", error.Findings[0]);
    }

    [Fact]
    public void Read_DeeplyNested_EndsWithoutOverflowingTheStack()
    {
        string yaml = $"bench: {new string('[', 200_000)}";

        Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(yaml, "my.yaml"));
    }

    [Fact]
    public void Read_NoInstrument_IsReported()
    {
        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read("bench: empty\n", "my.yaml"));

        Assert.Equal("my.yaml:1: instruments names no instrument; a bench has at least one.", error.Message);
    }

    [Fact]
    public void Read_ManyMistakes_AreReportedAllAtOnce()
    {
        string yaml = ShippedBench.With(
            ("bench: spin-diode\n", string.Empty),
            ("driver: yokogawa-gs200", "driver: ray-gun"),
            ("line_frequency: 50 Hz", "line_frequency: 50 V"),
            ("port: gap", "port: hole"),
            ("damping: 0.01", "damping: big"),
            ("min: -7000 Oe, max: 7000 Oe", "min: 7000 Oe, max: -7000 Oe"));

        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(yaml, "my.yaml"));

        foreach (string key in (string[])[
            "bench is missing", "instruments.line.driver", "line_frequency", "wiring.gaussmeter.port", "damping",
            "instruments.magnet.limits.field"
        ])
        {
            Assert.Contains(error.Findings, finding => finding.Contains(key, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void ReadFile_Missing_SaysHowToMakeOne()
    {
        string file = Path.Combine(Path.GetTempPath(), $"lab-{Guid.NewGuid():N}", "none.yaml");

        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.ReadFile(file));

        Assert.StartsWith("The bench file cannot be read: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            " 'lab bench new spin-diode > my.yaml' makes one to start from.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void ReadFile_NameThatIsNone_IsAnErrorOfTheUser(string file) =>
        Assert.Throws<BenchException>(() => ShippedBench.Reader.ReadFile(file));

    [Fact]
    public void ReadFile_TooLarge_IsNotRead()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, new string('#', 2 << 20));

            var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.ReadFile(file));

            Assert.Equal(
                $"The bench file cannot be read: '{file}' has {new FileInfo(file).Length} bytes; at most 1048576 are read. 'lab "
                    + "bench new spin-diode > my.yaml' makes one to start from.",
                error.Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Read_WithoutSafeState_TakesEverySourceTheFastestFirst()
    {
        BenchDefinition bench = ShippedBench.Read(("safe_state: [rf, smu, line, magnet, supply]", string.Empty));

        Assert.Equal(["rf", "smu", "line", "magnet", "supply"], bench.SafeState.Select(step => step.Instrument));
    }

    private static int FirstDifference(string a, string b)
    {
        int i = 0;
        while (i < a.Length && i < b.Length && a[i] == b[i])
        {
            i++;
        }

        return Math.Min(i, b.Length - 1);
    }
}
