namespace Lab.Instruments.Tests.PulseGenerators;

/// <summary>The contract with pulses that a DG645 can give: positive ones, after the trigger.</summary>
public abstract class StanfordDg645Contract : PulseGeneratorContract
{
    protected override string Driver => "stanford-dg645";

    protected override double DelaySeconds => 10e-9;

    protected override double TooWideSeconds => 3000;

    protected override IReadOnlyList<string> ExternalTrigger => ["TSRC 1"];

    protected override double Settable(double volts) => Math.Abs(volts);
}
