using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Models.Randomness;
using Lab.Protocols.SpinDiodes;
using Lab.Protocols.WeightTuning;
using Lab.Quantities;
using Lab.Runs.Calibrations;

namespace Lab.Workbench.Validation;

/// <summary>Errors of power and field that are as large as settings and bench file state. Uncertainties contain both, so twins
/// without
/// these errors would make them look too large.</summary>
public static class StatedErrors
{
    private const string Gaussmeter = "lakeshore-475";
    private const string OffsetKey = "offset";
    private const string Magnet = "field-regulated-magnet";
    private const string GaussmeterKey = "gaussmeter";
    private const string UncertaintyKey = "gaussmeter_uncertainty";
    private const string GainErrorKey = "gain_error";
    private const string GainUncertaintyKey = "gaussmeter_gain_uncertainty";
    private const string LevelErrorKey = "level_error";

    /// <summary>The bench with gaussmeters whose zero and scale scatter, from seed to seed, by what their magnet
    /// states.</summary>
    /// <param name="bench">The bench.</param>
    public static BenchDefinition OfField(BenchDefinition bench)
    {
        foreach (InstrumentDefinition magnet in bench.Instruments.Where(each => each.Driver == Magnet))
        {
            string gaussmeter = magnet.Settings.Get<string>(GaussmeterKey);
            MagneticField stated = magnet.Settings.Get<MagneticField>(UncertaintyKey);
            double gain = magnet.Settings.Get<double>(GainUncertaintyKey);
            bench = bench with
            {
                Instruments =
                [
                    .. bench.Instruments.Select(each => each.Name == gaussmeter && each.Driver == Gaussmeter
                        ? each with
                        {
                            Twin = With(gain > 0 ? With(each.Twin, GainErrorKey, gain) : each.Twin, OffsetKey, stated),
                        }
                        : each),
                ],
            };
        }

        return bench;
    }

    /// <summary>The bench of a seed, whose loss on the way to the chain is wrong by a normal number: with the level error of the
    /// twin it
    /// scatters by what the settings state, or by the 1 dB that protocols assume where nothing is stated.</summary>
    /// <param name="settings">The settings of the protocol.</param>
    /// <returns>The bench from that of the file and the seed.</returns>
    public static Func<BenchDefinition, ulong, BenchDefinition> OfPower(object settings) => settings switch
    {
        SpinDiodeSettings spectra =>
            (bench, seed) => WithLossError(bench, seed, spectra.LevelUncertainty ?? RfLoss.UnstatedUncertainty),
        WeightTuningSettings tuning =>
            (bench, seed) => WithLossError(bench, seed, tuning.LevelUncertainty ?? RfLoss.UnstatedUncertainty),
        _ => (bench, _) => bench,
    };

    private static BenchDefinition WithLossError(BenchDefinition bench, ulong seed, LevelRatio stated)
    {
        double number = RandomStream.For(seed, "validate/loss error").NextGaussian();
        return bench with
        {
            Wiring =
            [
                .. bench.Wiring.Select(wiring =>
                {
                    if (wiring.Port != SamplePort.Rf)
                    {
                        return wiring;
                    }

                    double ofTwin = bench.Instruments.Single(each => each.Name == wiring.Instrument).Twin.All.TryGetValue(
                        LevelErrorKey, out object? value)
                        && value is LevelRatio level ? level.Decibels : 0;
                    double rest = Math.Sqrt(Math.Max((stated.Decibels * stated.Decibels) - (ofTwin * ofTwin), 0));
                    return wiring with
                    {
                        Path = wiring.Path with { LossError = wiring.Path.LossError + LevelRatio.FromDecibels(rest * number) },
                    };
                }),
            ],
        };
    }

    private static SettingValues With(SettingValues twin, string key, object value) =>
        new(new Dictionary<string, object>(twin.All) { [key] = value });
}
