using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Parts;
using Lab.Models.StochasticOscillators;
using Lab.Protocols.Oscillators;

namespace Lab.Workbench.Validation;

/// <summary>What the virtual bench hides of an oscillator, under the names of the protocols' results.</summary>
internal static class HiddenOscillator
{
    private const string SourceRole = "source";

    /// <summary>The leak of the drive, for <c>subtraction-calibration</c>: ∝ jf, with a delay.</summary>
    /// <exception cref="WorkbenchException">The bench has no oscillator.</exception>
    public static Dictionary<string, double?> OfSubtraction(
        SubtractionSettings settings, BenchDefinition bench, SampleDefinition sample)
    {
        (double leakPerHertz, double delay) = Oscillator.LeakOf(PartAt(bench, sample).Values);
        double middle = (settings.Frequencies[0].Hertz + settings.Frequencies[^1].Hertz) / 2;
        return new Dictionary<string, double?>
        {
            ["delay"] = delay,
            ["phase"] = double.RadiansToDegrees(Math.IEEERemainder(
                (Math.PI / 2) - (Math.Tau * middle * delay), Math.Tau)),
            ["amplitude"] = leakPerHertz * middle,
            ["amplitude_slope"] = leakPerHertz,
        };
    }

    /// <summary>Locking range and frequency without noise, for <c>injection-locking</c>. The arcsine's own width and the
    /// pulling's are not compared: a strong drive and noise change them.</summary>
    /// <exception cref="WorkbenchException">The bench has no oscillator.</exception>
    public static Dictionary<string, double?> OfLocking(
        InjectionLockingSettings settings, BenchDefinition bench, SampleDefinition sample) => new()
        {
            ["locking_range"] = Oscillator.LockingRangeOf(
                PartAt(bench, sample).Values, settings.Current, settings.Drive).Hertz,
        };

    /// <summary>Threshold and line at the operating current, for <c>oscillator-spectrum</c>.</summary>
    /// <exception cref="WorkbenchException">The bench has no oscillator.</exception>
    public static Dictionary<string, double?> OfSpectrum(
        OscillatorSpectrumSettings settings, BenchDefinition bench, SampleDefinition sample)
    {
        PartDefinition part = PartAt(bench, sample);
        AutoOscillator model = Oscillator.ModelOf(part.Values);
        return new Dictionary<string, double?>
        {
            ["threshold_current"] = model.ThresholdCurrent.Amperes,
            ["frequency"] = model.FrequencyAt(settings.OperatingCurrent).Hertz,
            ["linewidth"] = model.Linewidth(settings.OperatingCurrent).Hertz,
            ["power"] = Oscillator.PowerOf(part.Values, settings.OperatingCurrent).Watts,
        };
    }

    private static PartDefinition PartAt(BenchDefinition bench, SampleDefinition sample) =>
        bench.WiringOf(SourceRole)?.Part is { } name && sample.Parts.FirstOrDefault(
            part => part.Name == name && part.Schema == Oscillator.Description.Schema) is { } there
            ? there
            : throw new WorkbenchException(
                $"The bench has no oscillator at '{SourceRole}' to compare with.", WorkbenchFault.Request);
}
