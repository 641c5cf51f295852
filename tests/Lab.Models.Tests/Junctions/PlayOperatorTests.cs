using Lab.Models.Junctions;

namespace Lab.Models.Tests.Junctions;

public class PlayOperatorTests
{
    [Theory]
    [InlineData(0, 0.5, 0)] // within the play
    [InlineData(0, 3, 2)] // drawn along by its end
    [InlineData(2, 1.5, 2)] // turned back, less than the width of the play
    [InlineData(2, 0, 1)]
    [InlineData(2, -5, -4)]
    public void Follow_InputThatMoves_StaysWithinThePlay(double follower, double input, double expected) =>
        Assert.Equal(expected, PlayOperator.Follow(follower, input, halfWidth: 1));

    [Fact]
    public void Follow_NoPlay_IsTheInput() => Assert.Equal(0.1 + 0.2, PlayOperator.Follow(-7, 0.1 + 0.2, halfWidth: 0));

    [Fact]
    public void Follow_ClosedLoop_HasTheWidthOfThePlay()
    {
        double follower = 0;
        List<double> up = [];
        List<double> down = [];
        for (int input = -10; input <= 10; input++)
        {
            follower = PlayOperator.Follow(follower, input, 1.5);
            up.Add(follower);
        }

        for (int input = 10; input >= -10; input--)
        {
            follower = PlayOperator.Follow(follower, input, 1.5);
            down.Add(follower);
        }

        down.Reverse();
        Assert.Equal(3, down[10] - up[10]); // at no input: 2w
        Assert.All(up.Zip(up.Skip(1)), pair => Assert.True(pair.Second >= pair.First));
    }
}
