namespace Lab.Instruments.Tests.PulseGenerators;

public sealed class Pspl10070AOnRoughTwinTests : Pspl10070AContract
{
    protected override bool IsRough => true;
}
