using Lab.Quantities;

namespace Lab.Instruments.Tests.RotationStages;

public sealed class NewportEsp301OnRoughTwinTests : RotationStageContract
{
    protected override string Driver => "newport-esp301";

    protected override bool IsRough => true;

    protected override bool HasFullIdentity => false;

    protected override Angle Tolerance => Angle.FromDegrees(0.02);
}
