package usher
import org.scalatest.wordspec.AnyWordSpec
class FirstSpec extends AnyWordSpec { "one" should { "be" in assert(1 == 1) } }
