using Lab.Quantities;

namespace Lab.Instruments.Tests.RotationStages;

public sealed class NewportXpsOnRoughTwinTests : RotationStageContract
{
    protected override string Driver => "newport-xps";

    protected override bool IsRough => true;

    protected override bool HasFullIdentity => false;

    protected override Angle Tolerance => Angle.FromDegrees(0.02);
}
