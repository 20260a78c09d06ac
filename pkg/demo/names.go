package demo

import "sync"

// name is a given or family name with the letters it has in an e-mail address.
type name struct{ text, ascii string }

// nameBook holds the lists of names.
type nameBook struct {
	indianGiven, indianFamily, worldGiven, worldFamily []name
}

// names are ordinary names; who is made of two of them is invented.
var names = sync.OnceValue(func() *nameBook {
	return &nameBook{
		indianGiven: plainNames(`Aarav Aditi Aditya Ajay Akash Amit Amrita Anand Ananya Anil Anita Anjali Ankit Arjun Arun Asha
		Ashok Bhavna Chetan Deepa Deepak Devika Dinesh Divya Farhan Gaurav Gauri Geeta Gopal Harish Harpreet Imran
		Indira Ishaan Jaya Jyoti Kabir Kamala Karan Kavita Kiran Komal Krishna Lakshmi Lalita Madhav Mahesh Manish
		Manju Meena Meera Mohan Mukesh Nandini Naveen Neha Nikhil Nisha Nitin Pallavi Parvati Pooja Prakash Pranav
		Priya Rachna Rahul Rajesh Rakesh Ramesh Rashmi Ravi Rekha Ritu Rohan Rohit Sachin Salma Sameer Sandeep
		Sangeeta Sanjay Sarita Seema Shalini Shanti Shreya Siddharth Simran Smita Sneha Sonal Sudha Suman Sunil
		Sunita Suresh Swati Tanvi Tejas Uma Usha Vandana Varun Vidya Vijay Vikram Vinod Vivek Yash Zara Zoya`),
		indianFamily: plainNames(`Acharya Agarwal Ahmed Anand Bansal Banerjee Basu Bhat Bhatia Bose Chatterjee Chauhan Chopra
		Choudhary Das Desai Deshpande Dixit Dutta Fernandes Ghosh Gill Goel Gowda Gupta Hegde Hussain Iyer Jadhav
		Jain Joshi Kamath Kapoor Kaur Khan Khanna Kulkarni Kumar Lal Mahajan Malhotra Mathew Mehta Menon Mishra
		Mukherjee Nair Naik Nambiar Narayan Padmanabhan Pandey Patel Patil Pillai Prasad Rajan Rao Rathore Reddy
		Roy Saxena Sen Seth Shah Sharma Shetty Shinde Shukla Singh Sinha Subramanian Thakur Thomas Tiwari Trivedi
		Varghese Varma Venkatesh Verma Vyas Yadav`),
		worldGiven: append(plainNames(`Adam Agnes Alice Amara Anna Ben Carla Chloe Clara Daniel Diego Elena Emma Erik Fatima
		Felix Freya George Grace Hana Hugo Ingrid Isabel Jack James Julia Kofi Laura Leo Liam Lina Lucas Maria Marta
		Mei Mia Nadia Nina Noah Olga Oliver Omar Oscar Paula Pedro Rosa Sam Sara Simon Sofia Stefan Tara Thandi Tom
		Victor Yuki Yusuf`),
			name{"José", "jose"}, name{"Zoë", "zoe"}, name{"Łukasz", "lukasz"}, name{"Søren", "soren"},
			name{"Chloé", "chloe"}, name{"Jürgen", "juergen"}, name{"Anaïs", "anais"}),
		worldFamily: append(plainNames(`Adams Almeida Andersen Baker Bauer Becker Bianchi Brown Carter Castro Chen Clark Cohen Costa
		Cruz Dubois Evans Fischer Fontaine Garcia Green Hall Hansen Hughes Ito Jansen Jones Kim Kovacs Laurent Lee Lopez
		Martin Mensah Meyer Moreau Mori Murphy Nowak Okafor Olsen Park Petrov Ricci Rossi Santos Sato Schmidt Silva
		Smith Tanaka Taylor Walker Weber White Wilson Wright Young`),
			name{"O'Brien", "obrien"}, name{"Müller", "mueller"}, name{"Núñez", "nunez"}, name{"D'Souza", "dsouza"},
			name{"Lindström", "lindstrom"}, name{"Šimek", "simek"}),
	}
})

var (

	// For Hindi comments.
	hindiGiven = [...]string{"प्रिया", "राहुल", "अनिता", "सुरेश", "कविता", "अमित", "नेहा", "विजय", "सीमा", "रोहित",
		"पूजा", "संजय", "रेखा", "अर्जुन", "मीना", "दीपक", "सुनीता", "मोहन", "अंजलि", "विकास"}
	hindiFamily = [...]string{"शर्मा", "वर्मा", "गुप्ता", "सिंह", "यादव", "मिश्रा", "पटेल", "जोशी", "कुमार", "चौहान",
		"तिवारी", "पांडे", "नायर", "जैन", "मेहता"}

	// RFC 2606: nobody can own these.
	mailDomains = [...]string{"example.com", "example.org", "example.net", "mail.example", "post.example", "inbox.test", "box.test", "mail.invalid"}
)

// plainNames splits a list of names that are written in ASCII.
func plainNames(list string) []name {
	out := make([]name, 0, 128)
	for i := 0; i < len(list); {
		j := i
		for j < len(list) && list[j] > ' ' {
			j++
		}
		if j > i {
			lower := []byte(list[i:j])
			lower[0] |= 0x20
			out = append(out, name{list[i:j], string(lower)})
		}
		i = j + 1
	}
	return out
}
