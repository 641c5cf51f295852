namespace Lab.Instruments.Tests.PulseGenerators;

/// <summary>The contract with pulses that a BNC 577 can give: positive ones of 2 V and more.</summary>
public abstract class Bnc577Contract : PulseGeneratorContract
{
    protected override string Driver => "bnc-577";

    protected override double TooWideSeconds => 2000;

    protected override IReadOnlyList<string> ExternalTrigger => [":PULS0:TRIG:MOD TRIG", ":PULS0:STATE ON"];

    protected override double Settable(double volts) => Math.Max(Math.Abs(volts), 2);
}
