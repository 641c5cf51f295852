namespace Lab.Instruments.Tests.RfGenerators;

public sealed class KeysightE8257DOnRoughTwinTests : RfGeneratorContract
{
    protected override string Driver => "keysight-e8257d";

    protected override bool IsRough => true;
}
