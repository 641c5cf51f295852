using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Protocols.SpinDiodes;
using Lab.Protocols.WeightTuning;
using Lab.Quantities;

namespace Lab.Workbench.Validation;

/// <summary>An effect of real benches that is put on a device: what it changes on the bench.</summary>
/// <param name="Name">Its name, by which it is chosen.</param>
/// <param name="Bench">The change that it makes to the bench.</param>
public sealed record GridEffect(string Name, Func<BenchDefinition, BenchDefinition> Bench)
{
    /// <summary>Uncertainty of the power where nothing but the level error of the twin's generator makes it.</summary>
    private static readonly LevelRatio LevelOfTwins = LevelRatio.FromDecibels(0.05);

    /// <summary>Whether it makes the power wrong, which a protocol then has to allow for as it does on a bench of its
    /// own.</summary>
    public bool IsOfPower { get; init; }

    /// <summary>Whether it is itself the error of power that the protocol allows for, so that none is drawn beside it.</summary>
    public bool IsErrorOfPower { get; init; }

    /// <summary>Whether it makes the field wrong.</summary>
    public bool IsOfField { get; init; }

    /// <summary>Nothing.</summary>
    public static GridEffect None { get; } = new("none", bench => bench);

    /// <summary>The effects that there are, by their importance for a dry run, each as large as on an ordinary bench.</summary>
    public static IReadOnlyList<GridEffect> All { get; } =
    [
        new("loss-error", bench => bench) { IsOfPower = true },
        Path("ripple", path => path with { Ripple = LevelRatio.FromDecibels(0.5) }),
        Path("loss-slope", path => path with { LossSlope = LevelRatio.FromDecibels(0.5) }),
        Path("mismatch", path => path with { HasMismatch = true }),
        Resonance("warm-up", effects => effects with { WarmUpRatio = 3e-3 }),
        Resonance("resonance-walk", effects => effects with { WalkRatio = 1e-5 }),
        Resonance("line-heating", effects => effects with { LineHeatingPerWatt = -1 }),
        Resonance("telegraph", effects => effects with { TelegraphRatio = 3e-3 }),
        Resonance("pinning", effects => effects with { Pinning = MagneticField.FromOersted(0.3) }),
        Junction(
            "flat-rectification",
            junction => junction with { Twin = junction.Twin with { FlatRectificationVoltsPerWatt = 0.05 } }),
        new("second-line", WithSecondLine),
        Leads("mains", leads => leads with { MainsPickup = Voltage.FromVolts(1e-6) }),
        Leads("thermal-steps", leads => leads with { StepVoltage = Voltage.FromVolts(300e-9) }),
        new("flicker", bench => WithTwin(bench, "keithley-2182a", "flicker_noise", (Voltage _) => Voltage.FromVolts(10e-9))),
        new("probe-gain", WithProbeGain) { IsOfField = true },
    ];

    /// <summary>Settings that claim to know power and field as well as twins have them, but for an effect that makes them wrong:
    /// so the
    /// uncertainties are those of the fit, which are to be honest, and not upper bounds.</summary>
    /// <param name="settings">The settings of a protocol.</param>
    public object Suited(object settings) => settings switch
    {
        SpinDiodeSettings spectra => spectra with
        {
            FieldSlope = IsOfField ? spectra.FieldSlope : null,
            LevelUncertainty = IsOfPower ? spectra.LevelUncertainty : spectra.LevelUncertainty ?? LevelOfTwins,
        },
        WeightTuningSettings tuning => tuning with
        {
            FieldSlope = IsOfField ? tuning.FieldSlope : null,
            LevelUncertainty = IsOfPower ? tuning.LevelUncertainty : tuning.LevelUncertainty ?? LevelOfTwins,
        },
        _ => settings,
    };

    /// <summary>A bench on which the twins of a driver are told something else.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="driver">The driver.</param>
    /// <param name="key">The key of the twin.</param>
    /// <param name="change">Gives the new value from the present value.</param>
    public static BenchDefinition WithTwin<T>(BenchDefinition bench, string driver, string key, Func<T, T> change)
        where T : notnull => bench with
        {
            Instruments =
            [
                .. bench.Instruments.Select(instrument => instrument.Driver == driver
                    ? instrument with { Twin = new SettingValues(
                        new Dictionary<string, object>(instrument.Twin.All) { [key] = change(instrument.Twin.Get<T>(key)) }) }
                    : instrument),
            ],
        };

    private static GridEffect Path(string name, Func<RfPathEffects, RfPathEffects> change) => new(name, bench => bench with
    {
        Wiring = [.. bench.Wiring.Select(wiring => wiring.Port == SamplePort.Rf
            ? wiring with { Path = change(wiring.Path) }
            : wiring)],
    })
    {
        IsOfPower = true,
        IsErrorOfPower = true,
    };

    private static GridEffect Junction(string name, Func<JunctionDefinition, JunctionDefinition> change) =>
        new(name, bench => bench with { Sample = bench.Sample with { Junctions = [.. bench.Sample.Junctions.Select(change)] } });

    private static GridEffect Resonance(string name, Func<ResonanceEffects, ResonanceEffects> change) =>
        Junction(name, junction => junction with { Twin = junction.Twin with { Effects = change(junction.Twin.Effects) } });

    private static GridEffect Leads(string name, Func<LeadEffects, LeadEffects> change) =>
        new(name, bench => bench with { Sample = bench.Sample with { Leads = change(bench.Sample.Leads) } });

    // The magnet states what is not known of the probe, as its user has to.
    private static BenchDefinition WithProbeGain(BenchDefinition bench)
    {
        BenchDefinition wrong = WithTwin(bench, "lakeshore-475", "gain_error", (double _) => 0.002);
        return wrong with
        {
            Instruments =
            [
                .. wrong.Instruments.Select(instrument => instrument.Driver == "field-regulated-magnet"
                    ? instrument with
                    {
                        Settings = new SettingValues(new Dictionary<string, object>(instrument.Settings.All)
                        {
                            ["gaussmeter_gain_uncertainty"] = 0.002,
                        }),
                    }
                    : instrument),
            ],
        };
    }

    // A tenth of the line, six half widths above it. Every second junction of a chain counts with the other sign.
    private static BenchDefinition WithSecondLine(BenchDefinition bench)
    {
        JunctionDefinition first = bench.Sample.Junctions[0];
        JunctionDefinition second = first with
        {
            Name = $"{first.Name}-second-line",
            ResonanceFrequency = first.ResonanceFrequency * (1 + (6 * first.Damping)),
            Twin = first.Twin with
            {
                RectificationRadiansPerCoulomb = 0.1 * first.Twin.RectificationRadiansPerCoulomb,
                SymmetricWeight = -first.Twin.SymmetricWeight,
                AntisymmetricWeight = -first.Twin.AntisymmetricWeight,
            },
        };
        return bench with { Sample = bench.Sample with { Junctions = [.. bench.Sample.Junctions, second] } };
    }
}
