using Lab.Modules;

namespace Lab.Workbench.Validation;

/// <summary>The hidden values of twins for the shipped protocols.</summary>
internal sealed class ShippedTruths : ILabModule
{
    /// <inheritdoc/>
    public string Name => "Lab";

    /// <inheritdoc/>
    public void Register(LabRegistry registry)
    {
        foreach (string protocol in (string[])
            [
                "spin-diode", "spin-diode-lockin", "fmr", "st-fmr", "iv-curve", "switching", "weight-tuning",
                "field-line-calibration", "resistance-loop", "subtraction-calibration", "injection-locking",
                "oscillator-spectrum", "pass-probability", "spot-position", "field-timing",
            ])
        {
            registry.AddTruth(protocol, HiddenTruth.Of);
        }
    }
}
