namespace Lab.Instruments.Tests.RfGenerators;

public sealed class WindfreakSynthHdOnRoughTwinTests : RfGeneratorContract
{
    protected override string Driver => "windfreak-synthhd";

    protected override bool IsRough => true;

    protected override bool HasFullIdentity => false;

    protected override string BeyondMessage => WindfreakSynthHdTests.Beyond("2450");

    protected override double ModulationTolerance => WindfreakSynthHdTests.WholeMicroseconds;
}
