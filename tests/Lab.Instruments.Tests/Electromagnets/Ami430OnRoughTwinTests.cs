using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class Ami430OnRoughTwinTests : MagnetSupplyContract
{
    protected override string Driver => "ami-430";

    protected override bool IsRough => true;

    protected override bool HasFullIdentity => false;

    protected override Current Resolution => Current.FromAmperes(1e-3);
}
