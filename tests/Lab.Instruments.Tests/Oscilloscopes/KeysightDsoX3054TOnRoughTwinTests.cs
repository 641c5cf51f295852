namespace Lab.Instruments.Tests.Oscilloscopes;

public sealed class KeysightDsoX3054TOnRoughTwinTests : OscilloscopeContract
{
    protected override string Driver => "keysight-dso-x-3054t";

    protected override bool IsRough => true;
}
