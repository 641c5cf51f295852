using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches;

/// <summary>One step of the recipe that brings a bench to its safe state.</summary>
/// <param name="Terminal">The terminal; an instrument's name alone stands for all its terminals.</param>
/// <param name="Action">The action on the terminal.</param>
/// <param name="Rate">The fastest change of its current on the way to zero; <see langword="null"/> takes the driver's own
/// (<c>settings: ramp_rate</c>).</param>
public sealed record SafeStateStep(Terminal Terminal, SafeAction Action = SafeAction.Safe, CurrentRate? Rate = null)
{
    /// <summary>The terminal's instrument.</summary>
    public string Instrument => Terminal.Instrument;

    /// <summary>The step as a bench file has it.</summary>
    public override string ToString() => (Action, Rate) switch
    {
        (SafeAction.Safe, null) => $"{Terminal}",
        (_, null) => $"{Terminal} ({NameOf(Action)})",
        _ => $"{Terminal} ({NameOf(Action)} at {Rate})",
    };

    /// <summary>The name of an action in bench files.</summary>
    public static string NameOf(SafeAction action) => action switch
    {
        SafeAction.Safe => "safe",
        SafeAction.Zero => "zero",
        SafeAction.Off => "off",
        _ => "hold",
    };
}
